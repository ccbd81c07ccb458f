"""`python -m services.notify`: serve, dead-letters, hold."""

from services.notify import hold_command
from services.notify.settings import NotifySettings
from shared.runtime.cli import command_line

cli = command_line("services.notify.app:app", NotifySettings)
hold_command.add_to(cli)

if __name__ == "__main__":
    cli()
