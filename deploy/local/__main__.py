"""`python -m deploy.local run|stop|status|token|backup|restore`: the local stack from the command line."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console

from deploy.demo.client import DemoFailed
from deploy.demo.load import load_if_empty
from deploy.demo.screen import say_where_pages_are, show
from deploy.local.backup import write_backup
from deploy.local.errors import AlreadyRunning, BadBackup, RestoreUnfinished, StackError
from deploy.local.ownership import owner
from deploy.local.ports import HOST, Ports, answers
from deploy.local.processes import end_orphans
from deploy.local.resolve import Kind
from deploy.local.restore import MARK, restore
from deploy.local.stack import LOGS, STATE, Stack, whole_stack
from deploy.local.tokens import Tokens

STOP_SECONDS = 60
app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
console = Console()


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGTERM ends like Ctrl-C, so that nothing half started is left.

    SIGINT keeps Python's own handler: asyncio then cancels what runs, rather than being cut in its middle.
    """

    def interrupt(_number: int, _frame: object) -> None:
        signal.raise_signal(signal.SIGINT)

    handlers = {signal.SIGTERM: interrupt, signal.SIGINT: signal.default_int_handler}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@app.command()
def run() -> None:
    """Start everything and run until Ctrl-C, which ends everything that was started."""
    with ended_by_signals():
        try:
            started = time.monotonic()
            console.print("Đang khởi động… · Starting…")
            if (STATE / MARK).exists():
                raise RestoreUnfinished
            with whole_stack() as stack:
                say_where_pages_are(stack, console)
                console.print(f"Sẵn sàng · Ready: {time.monotonic() - started:.0f} s")
                load_if_empty(stack, console)
                show(stack, console)
        except KeyboardInterrupt:
            console.print("Đã dừng · Stopped")
        except (StackError, DemoFailed, httpx.HTTPError) as error:
            Console(stderr=True).print(str(error), style="red", markup=False)
            raise typer.Exit(1) from error


@app.command()
def stop() -> None:
    """End the stack that runs, or what a crashed one left."""
    pid = owner(STATE)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while owner(STATE) is not None:
            if time.monotonic() > deadline:
                console.print(f"Tiến trình {pid} chưa dừng · Process {pid} has not ended")
                raise typer.Exit(1)
            time.sleep(0.1)
    left = end_orphans(STATE)
    console.print("Đã dừng · Stopped" if pid or left else "Không có gì đang chạy · Nothing was running")


@app.command()
def status() -> None:
    """Say what answers; exit code 1 when no stack runs."""
    pid = owner(STATE)
    console.print(f"pid {pid or '–'} · {STATE} · {LOGS}")
    for name, port in asdict(Ports()).items():
        console.print(f"{name:18} {HOST}:{port} {'✓' if answers(port) else '–'}")
    raise typer.Exit(0 if pid else 1)


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")]) -> None:
    """Write the four stores as they are at one moment, whether the stack runs or not."""
    with _told_plainly():
        if owner(STATE) is not None:
            count = write_backup(Stack(logs=LOGS).mongo_url, folder)
        else:
            with _servers(folder) as stack:
                count = write_backup(stack.mongo_url, folder)
        console.print(f"Đã sao lưu · backed up: {count:,} tài liệu · documents, {folder}")


@app.command("restore")
def restore_command(folder: Annotated[Path, typer.Argument(help="A backup.")]) -> None:
    """Bring the stores back to a backup, then forward to the log; mail rests until an administrator releases it."""
    with _told_plainly():
        if (pid := owner(STATE)) is not None:
            raise AlreadyRunning(pid)
        with _servers(folder) as stack:
            restore(stack, folder, console.print)
        console.print("Đã khôi phục · restored; make run")


def _servers(folder: Path) -> Stack:
    """The servers without the services, where their data outlive them."""
    stack = Stack(logs=LOGS)
    if stack.kind is Kind.DOCKER:
        raise BadBackup(folder, "hệ thống trong Docker không giữ dữ liệu khi dừng", "a stack in Docker keeps no data")
    return stack


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        with ended_by_signals():
            yield
    except StackError as error:
        Console(stderr=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error


@app.command()
def token(
    grant: Annotated[list[str] | None, typer.Option(help="role@unit, as reviewer@ninh-kieu; may be repeated")] = None,
    sub: Annotated[str, typer.Option(help="The account's id at the issuer")] = "demo",
    name: Annotated[str | None, typer.Option()] = None,
    email: Annotated[str | None, typer.Option()] = None,
    hours: Annotated[float, typer.Option(min=0.01)] = 8,
) -> None:
    """Print a token of the local issuer, for the stack that runs or will run."""
    grants = []
    for text in grant or []:
        role, at, unit = text.partition("@")
        if not (role and at and unit):
            raise typer.BadParameter(f"{text}: viết là role@unit · write it as role@unit")
        grants.append((role, unit))
    issuer = Tokens(f"http://{HOST}:{Ports().tokens}", STATE / "tokens")
    sys.stdout.write(issuer.mint(sub=sub, grants=grants, name=name, email=email, ttl=hours * 3600) + "\n")


if __name__ == "__main__":
    app()
