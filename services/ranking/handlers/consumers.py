"""Ranking's two consumers: what is counted, and what counting depends on.

They are two groups so that a newer policy, or a change of the tree, is heard while facts rest for a recomputation.
"""

from typing import Final

from services.ranking.handlers.applying import FactsHandler
from services.ranking.handlers.framing import FrameHandler
from services.ranking.store import FRAME_GROUP, GROUP
from shared.events import DECISIONS, PROGRAMMES, SUBMISSIONS, TARGETS, UNITS
from shared.messaging.consumer import Consumer
from shared.runtime.held import Service

TOPICS: Final = (SUBMISSIONS, DECISIONS)
FRAME_TOPICS: Final = (UNITS, PROGRAMMES, TARGETS)


def scores(service: Service) -> Consumer:
    """Facts become contributions, contributions move cells."""
    return Consumer(group=GROUP, topics=TOPICS, apply=FactsHandler(service.store).apply)


def frames(service: Service) -> Consumer:
    """The tree, the programmes and the targets change."""
    return Consumer(group=FRAME_GROUP, topics=FRAME_TOPICS, apply=FrameHandler(service.store).apply)
