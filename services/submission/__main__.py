"""`python -m services.submission`: serve, dead-letters."""

from services.submission.settings import SubmissionSettings
from shared.runtime.cli import command_line

cli = command_line("services.submission.app:app", SubmissionSettings)

if __name__ == "__main__":
    cli()
