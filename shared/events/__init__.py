"""The events that pass between the services: one module a topic."""

from shared.events.appointments import APPOINTMENTS
from shared.events.authors import AUTHORS
from shared.events.decisions import DECISIONS
from shared.events.later import COLLECTIVES, LETTERHEADS, PROGRESS, WORKLOAD
from shared.events.milestones import MILESTONES
from shared.events.programmes import PROGRAMMES
from shared.events.submissions import SUBMISSIONS
from shared.events.targets import TARGETS
from shared.events.topics import Topic, dead_letters_of
from shared.events.units import UNITS

SERVICES = ("submission", "review", "ranking", "notify")

EVENT_TOPICS: tuple[Topic, ...] = (
    SUBMISSIONS,
    DECISIONS,
    AUTHORS,
    UNITS,
    PROGRAMMES,
    TARGETS,
    MILESTONES,
    APPOINTMENTS,
)
"""The topics events travel on."""

LATER_TOPICS: tuple[Topic, ...] = (LETTERHEADS, COLLECTIVES, PROGRESS, WORKLOAD)
"""Topics nothing travels on yet."""

ALL_TOPICS: tuple[Topic, ...] = (
    *EVENT_TOPICS,
    *LATER_TOPICS,
    *(dead_letters_of(service) for service in SERVICES),
)
"""All that the deployment creates."""

__all__ = [
    "ALL_TOPICS",
    "APPOINTMENTS",
    "AUTHORS",
    "COLLECTIVES",
    "DECISIONS",
    "EVENT_TOPICS",
    "LATER_TOPICS",
    "LETTERHEADS",
    "MILESTONES",
    "PROGRAMMES",
    "PROGRESS",
    "SERVICES",
    "SUBMISSIONS",
    "TARGETS",
    "UNITS",
    "WORKLOAD",
    "Topic",
    "dead_letters_of",
]
