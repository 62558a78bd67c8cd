"""The `parley` command line: parses, calls, prints."""

from __future__ import annotations

import asyncio
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from dotenv import load_dotenv
from rich.console import Console

from bot.cli.chat import (
    ChatError,
    ChatMemory,
    as_json,
    as_text,
    hold_chat,
    open_chat,
    stdin_lines,
)
from bot.cli.settings import read_settings
from bot.gateway.frames import Frame
from bot.logs import configure_logs

app = typer.Typer(
    help="Parley: a self-service assistant for people who are behind on a debt.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
agents = typer.Typer(help="The people who answer at the desk.", no_args_is_help=True)
app.add_typer(agents, name="agent")

out = Console()
errors = Console(stderr=True)


class RoleName(str, Enum):
    """A process of its own."""

    GATEWAY = "gateway"
    ENGINE = "engine"
    SCHEDULER = "scheduler"


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
    """Serve the chat, the desk and the scheduler."""
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
    """Talk to the assistant: one message a line; `!2` presses the second button."""

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
    speaker = frame["name"] or frame["sender"]
    out.print(f"[bold]{speaker}[/bold]", highlight=False)
    out.print(as_text(frame), markup=False, highlight=False)
    for number, button in enumerate(frame["buttons"], start=1):
        out.print(f"  !{number}  {button['label']}", markup=False, highlight=False)
    for link in frame["links"]:
        out.print(f"  {link['label']}: {link['url']}", markup=False, highlight=False)


def _fail(message: str) -> None:
    errors.print(message, style="red", markup=False)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
