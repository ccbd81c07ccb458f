"""`python -m services.ranking`: serve, dead-letters, rebuild, verify."""

from services.ranking.recount import command
from services.ranking.settings import RankingSettings
from services.ranking.snapshots import command as snapshots_command
from shared.runtime.cli import command_line

cli = command_line("services.ranking.app:app", RankingSettings)
command.add_to(cli)
snapshots_command.add_to(cli)

if __name__ == "__main__":
    cli()
