"""`python -m services.review`: serve, and look after the dead letters."""

from services.review.settings import ReviewSettings
from shared.runtime.cli import command_line

cli = command_line("services.review.app:app", ReviewSettings)

if __name__ == "__main__":
    cli()
