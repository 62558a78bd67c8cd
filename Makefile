# Two commands matter: `make demo` shows the product, `make test` proves it.

python := .venv/bin/python

.PHONY: help setup demo test check train bench lock

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

check: setup
	@$(python) -m ruff check .
	@$(python) -m ruff format --check --quiet .
	@$(python) -m mypy
	@$(python) -m pytest --quiet tests/test_floors.py \
		tests/test_conversation_files.py tests/test_repository.py

test: check
	@scripts/setup tests
	@$(python) -m pytest

bench: setup
	@$(python) -m bench

lock:
	uv pip compile --universal --generate-hashes --no-header --quiet --group dev \
		--python-version 3.10 pyproject.toml --output-file requirements.lock
