"""`dead-letters list|replay|discard`: looking after what a service set aside, from its command line."""

import asyncio
import getpass
import importlib
from collections.abc import Awaitable, Callable
from typing import Any

import typer
from fastapi import FastAPI
from rich.console import Console
from rich.table import Table

from shared.messaging.dead_letters import WAITING, discard, list_letters
from shared.messaging.replay import replay
from shared.mongo import Document
from shared.refusals import Refusal
from shared.runtime.held import Service
from shared.runtime.lifecycle import Lifecycle

LIST_LIMIT = 200


def commands(app: str) -> typer.Typer:
    """The commands, for the application at the import path `app`."""
    cli = typer.Typer(no_args_is_help=True, help="Records this service could not apply, set aside.")

    @cli.command("list")
    def list_command(state: str = typer.Option(WAITING, help="waiting, replayed, discarded or all")) -> None:
        """What was set aside, oldest first."""
        wanted = None if state == "all" else state
        letters = _run(app, lambda service, _: list_letters(service.mongo.db, state=wanted, limit=LIST_LIMIT))
        Console().print(_table(letters))

    @cli.command("replay")
    def replay_command(letter: str) -> None:
        """Let the service's own handler apply the record again, if it is still newer."""
        _run(app, lambda s, life: replay(s.settings.kafka_bootstrap, s.mongo, life.consumers, letter, by=_who()))
        typer.echo(f"{letter}: đã áp dụng lại · replayed")

    @cli.command("discard")
    def discard_command(letter: str) -> None:
        """Say that the record is never to be applied; the note of it stays."""
        _run(app, lambda service, _: discard(service.mongo.db, letter, by=_who()))
        typer.echo(f"{letter}: đã bỏ qua · discarded")

    return cli


def _run(app: str, act: Callable[[Service, Lifecycle], Awaitable[Any]]) -> Any:
    """Run `act` on the service without starting its readers; a refusal ends the command with its words."""

    async def within() -> Any:
        loaded = _load(app)
        service: Service = loaded.state.service
        try:
            return await act(service, loaded.state.lifecycle)
        finally:
            service.mongo.close()

    try:
        return asyncio.run(within())
    except Refusal as refusal:
        text = refusal.detail or refusal.title
        typer.echo(f"{text.vi} · {text.en}", err=True)
        raise typer.Exit(1) from refusal


def _load(app: str) -> FastAPI:
    module, name = app.split(":")
    loaded: FastAPI = getattr(importlib.import_module(module), name)
    return loaded


def _who() -> str:
    return f"cli:{getpass.getuser()}"


def _table(letters: list[Document]) -> Table:
    table = Table("id", "at", "state", "key", "reason", "error", title=f"{len(letters)} dead letters")
    for letter in letters:
        cells = (letter.get(name) for name in ("_id", "at", "state", "key", "reason", "error"))
        table.add_row(*(str(cell) if cell is not None else "" for cell in cells))
    return table
