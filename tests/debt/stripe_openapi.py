"""Stripe's own description of its API, as a judge of requests and answers.

Stripe refuses parameters it does not know, nested ones included; the description leaves
that open for most objects, so here every object knows only what is described.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

_FILE = Path(sys.prefix, "stripe-openapi/seahaven_stripe_world/spec/spec3.json")
_FORM = "application/x-www-form-urlencoded"

Json = dict[str, Any]


class NotDescribed(Exception):
    """A request or an answer that Stripe's description does not allow."""


@cache
def description() -> Json:
    assert _FILE.exists(), f"{_FILE} is missing; get it with: scripts/setup tests"
    return dict(json.loads(_FILE.read_text(encoding="utf-8")))


def version() -> str:
    return str(description()["info"]["version"])


def checked_request(method: str, path: str, form: str) -> Json:
    """The parameters of a request, with their types.

    Raises:
        NotDescribed: no such address, or a parameter it does not take.
    """
    operation = _operation(method, path)
    return dict(_conform(_parameters(operation), _nested(form), path))


def shaped(kind: str, **values: Any) -> Json:
    """An object as Stripe answers it: every field there, empty unless it is given.

    Raises:
        NotDescribed: a value that such an object cannot have.
    """
    schema = description()["components"]["schemas"][kind]
    required = schema.get("required", ())
    empty = {
        name: _empty(each)
        for name, each in schema["properties"].items()
        if name in required or each.get("nullable")
    }
    return dict(_conform(schema, empty | values, kind))


def _operation(method: str, path: str) -> Json:
    paths = description()["paths"]
    # A fixed step such as /search stands before a name in its place.
    for pattern in (path, *paths):
        steps = re.sub(r"\{\w+\}", r"[^/]+", pattern)
        if method in paths.get(pattern, ()) and re.fullmatch(steps, path):
            return dict(paths[pattern][method])
    raise NotDescribed(f"{method} {path}")


def _parameters(operation: Json) -> Json:
    body = operation.get("requestBody", {}).get("content", {}).get(_FORM)
    schema = dict(body["schema"]) if body else {"type": "object", "properties": {}}
    query = [p for p in operation.get("parameters", ()) if p["in"] == "query"]
    described = {p["name"]: p["schema"] for p in query}
    return schema | {"properties": schema.get("properties", {}) | described}


def _nested(form: str) -> Json:
    """``a[b][0]=c`` as ``{"a": {"b": {"0": "c"}}}``."""
    tree: Json = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        *outer, last = re.findall(r"[^\[\]]+", name)
        place = tree
        for step in outer:
            place = place.setdefault(step, {})
        if last in place:
            raise NotDescribed(f"{name} is given twice")
        place[last] = value
    return tree


def _conform(schema: Json, value: Any, where: str) -> Any:
    """The value with its type, or NotDescribed."""
    if "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].split("/")[-1]]
    if value is None and schema.get("nullable"):
        return None
    if "anyOf" in schema:
        return _any_of(schema["anyOf"], value, where)
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, value, where)
    if kind == "array":
        return _array(schema, value, where)
    typed = _typed(kind, value)
    if typed is None or typed not in schema.get("enum", (typed,)):
        raise NotDescribed(f"{where} cannot be {value!r}")
    if isinstance(typed, str) and len(typed) > schema.get("maxLength", len(typed)):
        raise NotDescribed(f"{where} is too long")
    return typed


def _any_of(schemas: list[Json], value: Any, where: str) -> Any:
    problems = []
    for each in schemas:
        try:
            return _conform(each, value, where)
        except NotDescribed as problem:
            problems.append(str(problem))
    raise NotDescribed("; ".join(problems))


def _object(schema: Json, value: Any, where: str) -> Json:
    if not isinstance(value, dict):
        raise NotDescribed(f"{where} must be an object")
    known = schema.get("properties", {})
    others = schema.get("additionalProperties") or None
    for name in schema.get("required", ()):
        if name not in value:
            raise NotDescribed(f"{where} needs {name}")
    result = {}
    for name, each in value.items():
        inner = known.get(name, others)
        if inner is None:
            raise NotDescribed(f"{where} does not know {name}")
        result[name] = _conform(inner, each, f"{where}[{name}]")
    return result


def _array(schema: Json, value: Any, where: str) -> list[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        raise NotDescribed(f"{where} must be a list")
    return [_conform(schema["items"], each, f"{where}[]") for each in value]


def _typed(kind: str | None, value: Any) -> Any:
    """A form has only texts; an answer has its types already."""
    if kind == "boolean":
        return {"true": True, "false": False}.get(str(value).lower())
    if kind == "integer":
        return int(value) if re.fullmatch(r"-?\d+", str(value)) else None
    return value if isinstance(value, str) else None


def _empty(schema: Json) -> Any:
    if schema.get("nullable"):
        return None
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        return shaped(name)
    if "anyOf" in schema:
        return _empty(schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    kinds: Json = {"array": [], "boolean": False, "integer": 0, "string": "x"}
    if schema.get("type") == "object":
        return _empty_object(schema)
    return kinds[schema["type"]]


def _empty_object(schema: Json) -> Json:
    """An object that is described in place."""
    inner = schema.get("properties", {})
    return {name: _empty(inner[name]) for name in schema.get("required", ())}
