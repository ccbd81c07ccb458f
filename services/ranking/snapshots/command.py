"""`python -m services.ranking verify FILE… --keys KEYS`: whether this is what was frozen by the key's holder."""

from pathlib import Path

import orjson
import typer
from rich.console import Console

from services.ranking.snapshots.sealing import chain_faults, faults_of


def add_to(cli: typer.Typer) -> None:
    """Add the command."""

    @cli.command("verify")
    def verify_command(
        files: list[Path] = typer.Argument(help="Snapshots, as GET /snapshots/{id} gives them, by number."),  # noqa: B008
        keys: Path = typer.Option(help="Public keys you trust, as GET /snapshots/keys gives them."),  # noqa: B008
    ) -> None:
        """Check signatures, contents and, of several files, that each follows from the one before."""
        console = Console()
        try:
            trusted = orjson.loads(keys.read_bytes())["keys"]
            documents = [orjson.loads(file.read_bytes()) for file in files]
            faults = {str(file): faults_of(one, trusted) for file, one in zip(files, documents, strict=True)}
            faults["chain"] = chain_faults(documents)
        except (OSError, ValueError, LookupError, TypeError) as error:
            console.print(f"[red]không đọc được · cannot be read: {error}[/]")
            raise typer.Exit(2) from None
        for name, found in faults.items():
            for fault in found:
                console.print(f"[red]{name}: {fault}[/]")
        if any(faults.values()):
            raise typer.Exit(1)
        console.print(f"{len(files)} bản chốt đúng · snapshots are genuine")
