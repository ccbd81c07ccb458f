"""What every service does by command: serve, and look after its dead letters."""

import typer
import uvicorn

from shared.runtime import dead_letters_cli
from shared.runtime.settings import ServiceSettings

STREAM_END_SECONDS = 3
"""How long open streams may stay when the process is asked to stop; their listeners come again."""
IDLE_SECONDS = 75
"""How long an unused connection stays open: longer than gateways (60 s) and clients (5 s) keep theirs, so that it is
them who close it, and no request is sent into a connection that ends at this moment."""
MAX_HEADER_BYTES = 98_304
"""All header fields of a request: a token of the largest size, and as much again as any other request has."""


def serve(app: str, settings: ServiceSettings) -> None:
    """Run the application at the import path `app` until SIGTERM or SIGINT."""
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STREAM_END_SECONDS,
        proxy_headers=False,  # `shared.web.proxies` reads them, of trusted ones alone
        http="h11",
        h11_max_incomplete_event_size=MAX_HEADER_BYTES,
    )


def command_line(app: str, settings: type[ServiceSettings]) -> typer.Typer:
    """The service's command line: `serve` by default; the service adds its own commands."""
    cli = typer.Typer(add_completion=False, no_args_is_help=False)

    @cli.callback(invoke_without_command=True)
    def default(context: typer.Context) -> None:
        """Serve when no command is given."""
        if context.invoked_subcommand is None:
            serve(app, settings())

    @cli.command("serve")
    def serve_command() -> None:
        """Answer requests, read events and run jobs, as RUN says."""
        serve(app, settings())

    cli.add_typer(dead_letters_cli.commands(app), name="dead-letters")
    return cli
