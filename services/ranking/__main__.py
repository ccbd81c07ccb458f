"""`python -m services.ranking`: serve, dead-letters."""

from services.ranking.settings import RankingSettings
from shared.runtime.cli import command_line

cli = command_line("services.ranking.app:app", RankingSettings)

if __name__ == "__main__":
    cli()
