"""What ranking listens to, and what it makes of it."""

from services.ranking.handlers.applying import Applier
from services.ranking.handlers.consumers import FRAME_TOPICS, TOPICS, frames, scores
from services.ranking.handlers.framing import Framer

__all__ = ["FRAME_TOPICS", "TOPICS", "Applier", "Framer", "frames", "scores"]
