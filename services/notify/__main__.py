"""`python -m services.notify`: serve, dead-letters."""

from services.notify.settings import NotifySettings
from shared.runtime.cli import command_line

cli = command_line("services.notify.app:app", NotifySettings)

if __name__ == "__main__":
    cli()
