"""`python -m services.submission`: serve, dead-letters, bring-forward, root, appoint."""

from services.submission import appoint_command, root_command
from services.submission.settings import SubmissionSettings
from services.submission.store_mongo.forward import TOPICS, forward
from shared.runtime.cli import command_line
from shared.runtime.restore import add_forward

cli = command_line("services.submission.app:app", SubmissionSettings)
root_command.add_to(cli)
appoint_command.add_to(cli)
add_forward(cli, SubmissionSettings, TOPICS, forward)

if __name__ == "__main__":
    cli()
