"""`python -m services.review`: serve, dead-letters, bring-forward."""

from services.review.forward import TOPICS, forward
from services.review.settings import ReviewSettings
from shared.runtime.cli import command_line
from shared.runtime.restore import add_forward

cli = command_line("services.review.app:app", ReviewSettings)
add_forward(cli, ReviewSettings, TOPICS, forward)

if __name__ == "__main__":
    cli()
