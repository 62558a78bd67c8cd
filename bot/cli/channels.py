"""`parley channels`: whether what people write on is set up, step by step."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.channels import registry
from bot.channels.check import Check, Finding, Grade
from bot.cli.settings import read_settings

app = typer.Typer(
    help="The channels people write on: see docs/channels/.", no_args_is_help=True
)
out = Console()

STYLES = {Grade.OK: "green", Grade.WARNING: "yellow", Grade.WRONG: "red"}

Findings = dict[str, list[Finding]]


@app.callback()
def channels() -> None:
    """Keep `check` a command of its own."""


@app.command()
def check(
    names: Annotated[
        list[str] | None, typer.Argument(help="Only these; all that are set up if not.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.")
    ] = False,
) -> None:
    """Go through the steps of each channel's guide; ends with 1 if one is wrong."""
    all_checks = registry.checks(read_settings())
    _expect(names or [], [each.channel for each in all_checks])
    found = {
        each.channel: list(_run(each))
        for each in all_checks
        if not names or each.channel in names
    }
    if as_json:
        typer.echo(json.dumps(_as_data(found), ensure_ascii=False))
    else:
        _tell(found)
    if any(
        each.grade is Grade.WRONG for findings in found.values() for each in findings
    ):
        raise typer.Exit(1)


def _expect(names: Sequence[str], known: Sequence[str]) -> None:
    """End if somebody asks for a channel that there is not."""
    for name in names:
        if name not in known:
            there = ", ".join(known)
            raise typer.BadParameter(f"{name} is not set up; these are: {there}")


def _run(check: Check) -> Iterator[Finding]:
    """A check that stumbles is a finding: the others are to be seen all the same."""
    try:
        yield from check.run()
    except Exception as exc:
        what = f"The check itself stumbled: {type(exc).__name__}."
        yield Finding("Check", Grade.WRONG, what, "Please report it.")


def _as_data(found: Findings) -> dict[str, Any]:
    return {
        channel: [
            {
                "step": each.step,
                "grade": each.grade.value,
                "what": each.what,
                "advice": each.advice,
            }
            for each in findings
        ]
        for channel, findings in found.items()
    }


def _tell(found: Findings) -> None:
    for channel, findings in found.items():
        out.print(f"[bold]{channel}[/bold] (docs/channels/{channel}.md)")
        for each in findings:
            out.print(f"  {each.grade.value:<8}", style=STYLES[each.grade], end="")
            _print(f"{each.step}: {each.what}")
            if each.advice:
                _print(f"          {each.advice}")


def _print(words: str) -> None:
    out.print(words, markup=False, highlight=False, soft_wrap=True)
