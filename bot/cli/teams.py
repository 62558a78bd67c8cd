"""`parley teams`: what an administrator of Teams has to be given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.refusal import refuse
from bot.cli.settings import read_settings

app = typer.Typer(help="The app in Microsoft Teams.", no_args_is_help=True)
out = Console()


@app.callback()
def main() -> None:
    """Keep `manifest` a command of its own."""


@app.command()
def manifest(
    privacy: Annotated[str, typer.Option(help="Your page about privacy.")],
    terms: Annotated[str, typer.Option(help="Your page with the terms of use.")],
    name: Annotated[
        str | None, typer.Option(help="The app's name; the company's if not given.")
    ] = None,
    website: Annotated[
        str | None, typer.Option(help="Your website; PARLEY_PUBLIC_URL if not given.")
    ] = None,
    version: Annotated[
        str, typer.Option(help="Higher than that of the package before.")
    ] = "1.0.0",
    to: Annotated[Path, typer.Option(help="Where to write it.")] = Path(
        "teams-app.zip"
    ),
) -> None:
    """Write the app package that is uploaded to Teams."""
    from bot.channels.teams.package import App, CannotPackage, write_package

    settings = read_settings()
    try:
        described = App(
            name=name or settings.company,
            website=website or settings.debt.public_url,
            privacy=privacy,
            terms=terms,
            version=version,
        )
        to.write_bytes(write_package(settings, described))
    except CannotPackage as exc:
        refuse(str(exc))
    except OSError as exc:
        refuse(f"{to} cannot be written: {exc.strerror}.")
    out.print(f"Written: {to}. Upload it as docs/channels/teams.md says.")
