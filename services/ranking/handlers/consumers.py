"""Ranking's one consumer: all five topics in one group, so that a batch's effects are one transaction."""

from typing import Final

from services.ranking.handlers.applying import Applier
from shared.events import DECISIONS, PROGRAMMES, SUBMISSIONS, TARGETS, UNITS
from shared.messaging.consumer import Consumer
from shared.runtime.held import Service

GROUP: Final = "ranking"
TOPICS: Final = (SUBMISSIONS, DECISIONS, UNITS, PROGRAMMES, TARGETS)


def scores(service: Service) -> Consumer:
    """Facts become contributions, contributions move cells."""
    return Consumer(group=GROUP, topics=TOPICS, apply=Applier(service.store).apply)
