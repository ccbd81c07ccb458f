"""What ranking listens to, and what it makes of it."""

from services.ranking.handlers.applying import Applier
from services.ranking.handlers.consumers import GROUP, TOPICS, scores

__all__ = ["GROUP", "TOPICS", "Applier", "scores"]
