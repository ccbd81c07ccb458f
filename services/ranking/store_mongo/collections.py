"""Ranking's collections and the indexes their queries need."""

from shared.mongo import Index
from shared.unit_store import INDEX as UNITS_INDEX

FACTS = "facts"
SUBMITTERS = "submitters"
CELLS = "cells"
DAILIES = "dailies"
"""A unit's counts by day, a month in one document."""
TARGETS = "targets"
PROGRAMMES = "programmes"
HEADS = "heads"
"""The frame's version and generation, and the revision of each programme: few and small, so that one read or
one change stream tells whether anything is new."""

FRAME = "frame"

INDEXES = (
    UNITS_INDEX,
    Index(FACTS, (("generation", 1), ("programme", 1))),
    Index(SUBMITTERS, (("generation", 1), ("programme", 1))),
    Index(CELLS, (("generation", 1), ("unit", 1))),
    Index(DAILIES, (("generation", 1), ("unit", 1))),
    Index(DAILIES, (("programme", 1), ("generation", 1))),
    Index(TARGETS, (("programme", 1),)),
)
