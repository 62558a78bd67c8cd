"""The settings, or a clear end that names what is wrong with them."""

from __future__ import annotations

import os

import typer
from rich.console import Console

from bot.settings import Settings
from debt.settings import SettingsError


def read_settings() -> Settings:
    """Read and check the environment; on any mistake, name them all and leave."""
    try:
        return Settings.from_env(os.environ)
    except SettingsError as exc:
        console = Console(stderr=True)
        console.print("The settings need mending:", style="red")
        for problem in exc.problems:
            indented = "  " + problem.replace("\n", "\n  ")
            console.print(indented, markup=False, highlight=False, soft_wrap=True)
        console.print("`.env.example` lists every setting with its meaning.")
        raise typer.Exit(2) from exc
