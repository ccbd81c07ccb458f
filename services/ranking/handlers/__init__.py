"""What ranking listens to, and what it makes of it."""

from services.ranking.handlers.applying import FactsHandler
from services.ranking.handlers.consumers import FRAME_TOPICS, TOPICS, frames, scores
from services.ranking.handlers.framing import FrameHandler

__all__ = ["FRAME_TOPICS", "TOPICS", "FactsHandler", "FrameHandler", "frames", "scores"]
