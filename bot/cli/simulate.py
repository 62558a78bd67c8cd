"""`parley simulate`: simulated debtors talk to the service, and tell how it did."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.cli.settings import read_settings
from bot.simulation.debtor import Outcome
from bot.simulation.ground import Ground, ground_of, own_ground
from bot.simulation.page import page
from bot.simulation.people import free_people
from bot.simulation.run import simulate
from bot.simulation.scores import COLLECTIONS, LEAKS, LOOPS, aims, by_goal, missed

out = Console()


def simulate_debtors(
    debtors: Annotated[int, typer.Option(min=1, help="How many talk.")] = 500,
    seed: Annotated[int, typer.Option(help="The same seed, the same debtors.")] = 7,
    at_once: Annotated[int, typer.Option(min=1, help="How many talk at once.")] = 4,
    running: Annotated[
        bool,
        typer.Option(help="Talk to the demo that runs here, not to one of our own."),
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Where to save conversations to read.")
    ] = None,
) -> None:
    """Let simulated debtors talk to the service; fail where an aim is missed."""
    outcomes = asyncio.run(_run(debtors, seed, at_once, running=running))
    _print(outcomes)
    if html is not None:
        from bot.demo.portfolio.course import dice

        html.write_text(page(outcomes, dice(seed)), encoding="utf-8")
        out.print(f"Conversations to read: {html}")
    if not all(aim.is_met for aim in aims(outcomes)):
        raise typer.Exit(1)


async def _run(
    debtors: int, seed: int, at_once: int, *, running: bool
) -> list[Outcome]:
    async with _ground(debtors, running=running) as ground:
        with Progress(console=out, transient=True) as progress:
            task = progress.add_task("Talking", total=debtors)

            def told(_: Outcome) -> None:
                progress.advance(task)

            people = free_people(ground.debt)
            return await simulate(ground, people, debtors, seed, at_once, told)


@asynccontextmanager
async def _ground(debtors: int, *, running: bool) -> AsyncIterator[Ground]:
    if not running:
        async with own_ground(debtors) as ground:
            yield ground
        return
    from bot.cli.serve import open_services

    settings = read_settings()
    yield ground_of(settings, open_services(settings))


def _print(outcomes: Sequence[Outcome]) -> None:
    out.print(_goals(outcomes))
    table = Table("Aimed at", "Wanted", "Came to", "", box=SIMPLE_HEAD)
    for aim in aims(outcomes):
        table.add_row(aim.name, aim.wanted, aim.got, "" if aim.is_met else "missed")
    out.print(table)
    for each in missed(outcomes):
        what = "; ".join(f"{kind}: {found}" for kind, found in each.problems)
        state = "" if each.is_reached else "goal not reached"
        said = ", ".join(filter(None, [state, what]))
        out.print(f"{each.conversation}: {said}", markup=False, highlight=False)


def _goals(outcomes: Sequence[Outcome]) -> Table:
    table = Table(
        "Goal", "Talks", "Reached", "No person", "Turns", "95%", "Loops", "Leaks",
        "Collected", box=SIMPLE_HEAD,
    )  # fmt: skip
    for name, score in by_goal(outcomes).items():
        usual, most = score.turns
        table.add_row(
            name,
            str(len(score.outcomes)),
            f"{score.finished:.0%}",
            f"{score.without_person:.0%}",
            f"{usual:g}",
            str(most),
            *(str(score.problems(kinds)) for kinds in (LOOPS, LEAKS, COLLECTIONS)),
        )
    return table
