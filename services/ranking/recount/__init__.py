"""Counting afresh into a new generation: a programme under a new policy (recompute), or everything (rebuild).

Beside the domain because columns of numbers are numpy's; what one initiative counts for is still the domain's alone.
"""

from services.ranking.recount.recompute import recompute

__all__ = ["recompute"]
