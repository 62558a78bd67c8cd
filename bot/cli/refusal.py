"""How a command says that it cannot do what was asked."""

from __future__ import annotations

from typing import NoReturn

import typer
from rich.console import Console

REFUSED = 2


def refuse(message: str) -> NoReturn:
    """Say what is wrong and what to do, in one unbroken line, and end."""
    console = Console(stderr=True)
    console.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(REFUSED)
