"""`parley responses`: what the assistant says, to be read, signed and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from actions.wording import speaking
from bot.approval.catalogue import (
    Changes,
    NotSigned,
    Response,
    catalogue,
    changes,
    hash_lines,
    whole,
)
from debt.setting_files import EXAMPLE_OPERATOR, file_text, operator


def responses(
    html: Annotated[
        Path | None, typer.Option(help="Write one page with every text to this file.")
    ] = None,
    hashes: Annotated[
        bool, typer.Option("--hash", help="Print a hash of each text, and of all.")
    ] = False,
    signed: Annotated[
        Path | None,
        typer.Option(help="Say what changed since --hash was kept in this file."),
    ] = None,
    place: Annotated[
        str | None,
        typer.Option(help="Fill the page as for this jurisdiction, such as GB."),
    ] = None,
    file: Annotated[
        str, typer.Option(envvar="PARLEY_OPERATOR", help="The operator's file.")
    ] = str(EXAMPLE_OPERATOR),
) -> None:
    """Show every text of the assistant, and which ones are no longer as signed."""
    found = catalogue()
    if html is not None:
        _write(html, found, file, place)
    if hashes:
        typer.echo("\n".join(hash_lines(found)))
    if signed is not None:
        _compare(found, signed)
    if html is None and signed is None and not hashes:
        typer.echo(f"{len(found)} responses, hash {whole(found)}")


def _write(
    html: Path, found: tuple[Response, ...], file: str, place: str | None
) -> None:
    # A template engine is not needed by any other command.
    from bot.approval.page import page

    try:
        words = operator(file).words(place)
    except ValueError as exc:
        typer.echo(f"PARLEY_OPERATOR: {exc}", err=True)
        raise typer.Exit(1) from exc
    with speaking(words):
        html.write_text(page(found, words.place), encoding="utf-8")
    typer.echo(f"{html}: {len(found)} responses, hash {whole(found)}")


def _compare(found: tuple[Response, ...], signed: Path) -> None:
    try:
        told = changes(found, file_text(signed))
    except (NotSigned, ValueError) as exc:
        typer.echo(f"{signed}: {exc}", err=True)
        raise typer.Exit(2) from exc
    if told == Changes((), (), ()):
        typer.echo("Every text is as it was signed.")
        return
    for what in ("changed", "added", "removed"):
        for key in getattr(told, what):
            typer.echo(f"{what}  {key}")
    raise typer.Exit(1)
