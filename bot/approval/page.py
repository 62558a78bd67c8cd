"""One page with every text, as it is written and as somebody would read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, select_autoescape

from actions.wording import operators_words
from bot.approval.catalogue import Response, whole

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT.parent / "data" / "rules"
_PLACEHOLDER = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
# What stands in for values, so that the sentence can be read as a sentence.
_SAMPLES = {
    "account": "Halden Bank credit card ••4471",
    "amount": "£45.00",
    "balance": "£600.00",
    "count": "6",
    "creditor": "Halden Bank",
    "cure": "£75.00",
    "date": "5 December 2026",
    "days": "21",
    "first_name": "Maria",
    "full": "£600.00",
    "name": "Maria Silva",
    "reference": "B-7K2M",
    "total": "£600.00",
}


def page(responses: tuple[Response, ...], place: str) -> str:
    """The page as HTML that needs nothing beside itself.

    Args:
        place: whose words of the operator fill it, for the head of the page.
    """
    loader = FileSystemLoader(ROOT / "web" / "templates")
    environment = Environment(loader=loader, autoescape=select_autoescape())
    said_after = _said_after()
    topics = [
        (topic, [_shown(each, said_after) for each in found])
        for topic, found in groupby(responses, key=lambda each: each.topic)
    ]
    return environment.get_template("responses.html").render(
        topics=topics, whole=whole(responses), place=place, count=len(responses)
    )


def _shown(response: Response, said_after: Mapping[str, list[str]]) -> dict[str, Any]:
    return {
        "key": response.key,
        "version": response.version,
        "after": said_after.get(response.key, []),
        "variants": [_variant(each) for each in response.variants],
    }


def _variant(variant: Mapping[str, Any]) -> dict[str, Any]:
    custom = variant.get("custom") or {}
    return {
        "conditions": list(_conditions(variant)),
        "raw": str(variant["text"]).strip(),
        "text": _filled(str(variant["text"]).strip()),
        "buttons": [_filled(each["title"]) for each in variant.get("buttons", ())],
        "links": [_filled(each["label"]) for each in custom.get("links", ())],
        "card": {name: _filled(str(v)) for name, v in custom.get("card", {}).items()},
    }


def _conditions(variant: Mapping[str, Any]) -> Iterator[str]:
    """When these words are said, as far as the file tells."""
    if "channel" in variant:
        yield f"only on {variant['channel']}"
    for name, holds in (variant.get("metadata") or {}).items():
        if holds:
            yield str(name)


def _filled(text: str) -> str:
    values = {**_SAMPLES, **operators_words()}
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], f"[{found[1]}]"), text)


def _said_after() -> dict[str, list[str]]:
    """By response, the meanings of a message that a rule answers with it."""
    found: dict[str, list[str]] = {}
    for path in sorted(RULES.glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            steps = [s for step in rule["steps"] for s in step.get("or", [step])]
            intents = [step["intent"] for step in steps if "intent" in step]
            for step in steps:
                if str(step.get("action", "")).startswith("utter_"):
                    found.setdefault(step["action"], []).extend(intents)
    return found
