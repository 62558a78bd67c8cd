"""The conversation files, and what the code says of them, read without Rasa."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
PACKAGES = ("actions", "bot")
_KEY = re.compile(r"utter_\w+")
# The methods that say a response.
_SAYING = {"say", "ask", "utter_message", "text", "lines"}
_PLACEHOLDER = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping; the last would win silently."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.YAMLError(f"{node.start_mark}: twice: {sorted(twice)}")
        return super().construct_mapping(node, deep)


@cache
def read_yaml(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.load(file, _Strict)  # noqa: S506
    return content


@cache
def domain() -> dict[str, Any]:
    return read_yaml(ROOT / "domain.yml")


@cache
def responses() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for path in files("responses"):
        found.update(read_yaml(path)["responses"])
    return found


@cache
def rules() -> list[dict[str, Any]]:
    return [rule for path in files("rules") for rule in read_yaml(path)["rules"]]


def files(topic: str) -> list[Path]:
    return sorted((ROOT / "data" / topic).glob("*.yml"))


def steps(rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of a rule, alternatives included."""
    for step in rule["steps"]:
        yield from step.get("or", [step])


def intents_of_rules() -> list[str]:
    return [s["intent"] for rule in rules() for s in steps(rule) if "intent" in s]


def actions_of_rules() -> set[str]:
    return {s["action"] for rule in rules() for s in steps(rule) if "action" in s}


def sentences(value: Any) -> Iterator[str]:
    """Every text inside a response: its words, its buttons, links and cards."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from sentences(each)
    elif isinstance(value, list):
        for each in value:
            yield from sentences(each)


def placeholders(key: str) -> set[str]:
    """The values that a response needs."""
    return {
        name
        for text in sentences(responses()[key])
        for name in _PLACEHOLDER.findall(text)
    }


@dataclass(frozen=True)
class Use:
    """A place in the code that says a response.

    Attributes:
        keys: the responses it may be; an f-string has {} where a value goes.
        values: what is passed to fill them; None when that is not written out there.
    """

    place: str
    keys: frozenset[str]
    values: frozenset[str] | None


@cache
def uses() -> list[Use]:
    return [use for path in python_files() for use in _uses_in(path)]


@cache
def keys_in_code() -> frozenset[str]:
    """Every string of the code that is a response's key, or the pattern of one."""
    return frozenset(
        key
        for path in python_files()
        for node in ast.walk(parsed(path))
        for key in _keys(node)
    )


@cache
def actions_followed() -> frozenset[str]:
    """The actions that the code leads to: named somewhere beside their own names."""
    named = Counter(
        node.value
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"action_\w+", node.value)
    )
    return frozenset(name for name, count in named.items() if count > 1)


@cache
def payloads_in_code() -> frozenset[str]:
    """The payloads of the buttons that the code makes, with {} for values."""
    texts = (
        _text(node)
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.JoinedStr)
    )
    return frozenset(text for text in texts if re.match(r"/\w+\{", text))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def python_files() -> list[Path]:
    return [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]


def _uses_in(path: Path) -> Iterator[Use]:
    tree = parsed(path)
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for function in functions:
        for call in ast.walk(function):
            name = _method(call)
            if isinstance(call, ast.Call) and name in _SAYING:
                keys = frozenset(_keys_said(call, function))
                place = f"{path.relative_to(ROOT)}:{call.lineno}"
                yield Use(place, keys, _values(call))


def _method(node: ast.AST) -> str:
    """The name of the method that is called, if one is."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr
    return ""


def _keys_said(call: ast.Call, function: ast.FunctionDef) -> set[str]:
    """What the first argument, or `response=`, may be."""
    named = [word.value for word in call.keywords if word.arg == "response"]
    said = (named or call.args)[:1]
    if not said:
        return set()
    if isinstance(said[0], ast.Name):
        return _keys_assigned(said[0].id, function)
    return {key for node in ast.walk(said[0]) for key in _keys(node)}


def _keys_assigned(name: str, function: ast.FunctionDef) -> set[str]:
    return {
        key
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)
        for part in ast.walk(node.value)
        for key in _keys(part)
    }


def _values(call: ast.Call) -> frozenset[str] | None:
    names = [word.arg for word in call.keywords]
    if None in names:
        return None
    return frozenset(name for name in names if name) - {"response", "buttons"}


def _keys(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        text = _text(node)
        if text.startswith("utter_"):
            yield text
    elif (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _KEY.fullmatch(node.value)
        and not node.value.endswith("_")
        and node.value != "utter_action"  # where Rasa keeps the name of a response
    ):
        yield node.value


def _text(node: ast.JoinedStr) -> str:
    """An f-string with {} in place of what is filled in."""
    parts = (
        str(part.value) if isinstance(part, ast.Constant) else "{}"
        for part in node.values
    )
    return "".join(parts)
