# Two commands matter: `make demo` shows the product, `make test` proves it.

python := .venv/bin/python

.PHONY: help setup demo test check style types peers train bench lock

help:
	@echo "make demo    set everything up, train, and serve the demo"
	@echo "make test    set everything up and run every check and test"
	@echo "make check   style, types, floors, conversation files, links: no servers"
	@echo "make train   train the assistant"
	@echo "make bench   measure turns against stock Rasa"
	@echo "make lock    lock the dependencies anew (needs uv)"

setup:
	@scripts/setup

demo: setup
	@$(python) -m bot.cli.main demo

train: setup
	@$(python) -m bot.cli.main train

check: setup style types
	@$(python) -m pytest --quiet tests/test_floors.py \
		tests/test_conversation_files.py tests/test_repository.py

style: setup
	@$(python) -m ruff check .
	@$(python) -m ruff format --check --quiet .

types: setup
	@$(python) -m mypy

peers: setup
	@scripts/setup tests

# What the tests need is fetched while the types are checked.
test: setup
	@$(MAKE) --no-print-directory --jobs 3 style types peers
	@$(python) -m pytest --numprocesses logical --maxprocesses 4 \
		--dist loadgroup --no-loadscope-reorder

bench: setup
	@$(python) -m bench

lock:
	uv pip compile --universal --generate-hashes --no-header --quiet --group dev \
		--python-version 3.10 pyproject.toml --output-file requirements.lock
