"""The `parley` command line: parses, calls, prints."""

from __future__ import annotations

import asyncio
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from dotenv import load_dotenv
from rich.console import Console

from bot.channels.rendering import as_text
from bot.cli.channels import app as channels
from bot.cli.chat import (
    ChatError,
    ChatMemory,
    as_json,
    hold_chat,
    message_of,
    open_chat,
    stdin_lines,
)
from bot.cli.exports import export_files
from bot.cli.feedback import feedback
from bot.cli.imports import import_file
from bot.cli.invite import invite
from bot.cli.operator import app as operator
from bot.cli.policy import app as policy
from bot.cli.reconcile import reconcile
from bot.cli.refund import refund
from bot.cli.responses import responses
from bot.cli.settings import read_settings
from bot.cli.simulate import simulate_debtors
from bot.cli.teams import app as teams
from bot.evaluation.problems import CannotMeasure
from bot.gateway.frames import Frame
from bot.logs import configure_logs

app = typer.Typer(
    help="Parley: a self-service assistant for people who are behind on a debt.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
agents = typer.Typer(help="The people who answer at the desk.", no_args_is_help=True)
app.add_typer(agents, name="agent")
app.add_typer(operator, name="operator")
app.add_typer(policy, name="policy")
app.add_typer(teams, name="teams")
app.add_typer(channels, name="channels")
app.command()(responses)
app.command("import")(import_file)
app.command("export")(export_files)
app.command()(reconcile)
app.command()(refund)
app.command()(invite)
app.command()(feedback)
app.command("simulate")(simulate_debtors)

out = Console()
errors = Console(stderr=True)


class RoleName(str, Enum):
    """A process of its own."""

    GATEWAY = "gateway"
    ENGINE = "engine"
    SCHEDULER = "scheduler"
    COURIER = "courier"


@app.callback()
def main() -> None:
    """Read `.env`, if there is one, into the environment."""
    load_dotenv(Path(".env"))


@app.command()
def serve(
    role: Annotated[
        RoleName | None, typer.Option(help="Only this role; all of them if not given.")
    ] = None,
) -> None:
    """Serve the chat, the desk, the scheduler and the channels that are set up."""
    from bot.cli.serve import serve_all, serve_role

    settings = read_settings()
    configure_logs(settings.log_level)
    if role is None:
        serve_all(settings)
    else:
        serve_role(role.value, settings)


@app.command()
def train(
    directory: Annotated[Path, typer.Option(help="Where models are kept.")] = Path(
        "models"
    ),
) -> None:
    """Train the assistant, unless this version of it has been trained already."""
    from bot.training import TrainingFailed
    from bot.training import train as train_model

    with out.status("Training; about a minute the first time…"):
        try:
            path = train_model(directory)
        except TrainingFailed as exc:
            _fail(str(exc))
    out.print(f"Model: {path}")


@app.command()
def seed(
    people: Annotated[int, typer.Option(min=6, help="How many people.")] = 500,
) -> None:
    """Fill an empty database with the demo portfolio."""
    from bot.cli.seed import seed_demo
    from bot.cli.serve import open_services
    from bot.demo.portfolio import AlreadySeeded

    try:
        count = seed_demo(open_services(read_settings()), people, out)
    except AlreadySeeded:
        _fail("The demo portfolio is in this database already.")
    out.print(f"Stored {count} people with their debts.")


@agents.command("add")
def add_agent(
    email: Annotated[str, typer.Argument(help="The address to log in with.")],
    name: Annotated[str, typer.Option(help="The name people see.")],
    password: Annotated[
        str,
        typer.Option(
            prompt=True, confirmation_prompt=True, hide_input=True, envvar="PASSWORD"
        ),
    ],
) -> None:
    """Add a person to the desk."""
    from bot.cli.serve import open_services
    from bot.desk.agents import AgentError, Agents

    debt = open_services(read_settings())
    try:
        agent = Agents(debt.database, debt.clock).add(email, name, password)
    except AgentError as exc:
        _fail(str(exc))
    out.print(f"{agent.name} can log in at /desk as {email}.")


@app.command()
def chat(
    url: Annotated[
        str, typer.Option(envvar="PARLEY_PUBLIC_URL", help="The gateway's address.")
    ] = "http://127.0.0.1:8800",
    as_lines: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a reply.")
    ] = False,
    conversation: Annotated[
        str | None, typer.Option(help="Go on with this conversation (an id or a name).")
    ] = None,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to listen on after the last line.")
    ] = 0.0,
) -> None:
    """Talk to the assistant in words and numbers; `!2` presses the second button."""

    def show(frame: Frame) -> None:
        if frame["type"] == "refused":
            errors.print(f"Not sent: {frame['reason']}", style="yellow")
        elif as_lines:
            typer.echo(as_json(frame))
        else:
            _show_reply(frame)

    memory = ChatMemory()
    try:
        opened = open_chat(url.rstrip("/"), conversation, memory)
        errors.print(f"conversation: {opened.conversation}", style="dim")
        try:
            asyncio.run(hold_chat(opened, stdin_lines(), show, wait_seconds=wait))
        finally:
            memory.keep(opened, conversation)
    except ChatError as exc:
        _fail(str(exc))


@app.command()
def understand(
    file: Annotated[str, typer.Argument(help="One message a line; - reads stdin.")],
    pictures: Annotated[
        Path, typer.Argument(help="Where --plot puts its pictures.")
    ] = Path("plots"),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.")
    ] = False,
    predict: Annotated[
        bool, typer.Option("--predict", help="Tell what unlabelled messages mean.")
    ] = False,
    entities: Annotated[
        bool, typer.Option("--entities", help="Measure the values of messages.")
    ] = False,
    plot: Annotated[
        bool, typer.Option("--plot", help="Draw the confusions and the reliability.")
    ] = False,
    model: Annotated[
        Path | None, typer.Option(help="Another model than the newest.")
    ] = None,
) -> None:
    """Measure how well messages are understood: `intent<TAB>utterance` a line."""
    from bot.cli.understand import Request
    from bot.cli.understand import understand as measure

    try:
        if plot and pictures.is_file():  # as in: --plot plots messages.tsv
            file, pictures = str(pictures), Path(file)
        place = pictures if plot else None
        measure(Request(file, as_json, predict, entities, place, model), out, errors)
    except CannotMeasure as exc:
        _refuse(exc)


@app.command()
def benchmark(
    file: Annotated[str, typer.Argument(help="CSV with the header text,category.")],
    per_intent: Annotated[
        int, typer.Option(min=0, help="Examples of each category; 0 takes all.")
    ] = 10,
    test: Annotated[
        str | None, typer.Option(help="Test on this CSV, not on the rows left over.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another sample.")] = 0,
    limit: Annotated[
        int, typer.Option(min=0, help="At most so many test messages; 0 takes all.")
    ] = 770,
    epochs: Annotated[int, typer.Option(min=1, help="How long DIET trains.")] = 100,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.")
    ] = False,
    skip_diet: Annotated[
        bool, typer.Option("--skip-diet", help="Measure our pipeline only.")
    ] = False,
) -> None:
    """Compare our understanding with stock Rasa's on any labelled messages."""
    from bot.cli.benchmark import Request
    from bot.cli.benchmark import benchmark as compare

    request = Request(file, test, per_intent, seed, limit, epochs, as_json, skip_diet)
    try:
        compare(request, out, errors)
    except CannotMeasure as exc:
        _refuse(exc)


@app.command("serve-cards", hidden=True)
def serve_cards() -> None:
    """Serve the simulated card provider, which only the demo needs."""
    from bot.cli.serve import serve_card_provider

    serve_card_provider(read_settings())


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where to serve it.")] = 8800,
) -> None:
    """Set up and serve the demo: a lender's page, a desk, people with debts."""
    from bot.cli.demo import run_demo

    run_demo(port, out)


def _show_reply(frame: Frame) -> None:
    out.print(as_text(message_of(frame)), end="\n\n", markup=False, highlight=False)


def _fail(message: str) -> None:
    errors.print(message, style="red", markup=False)
    raise typer.Exit(1)


def _refuse(problem: CannotMeasure) -> None:
    """One problem a line, as other programs may read them."""
    typer.echo(str(problem).encode("utf-8", "replace"), err=True)
    raise typer.Exit(2)


if __name__ == "__main__":
    app()
