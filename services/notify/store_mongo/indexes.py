"""Collections of notify and the indexes its queries need."""

from shared.appointments.kept import APPOINTMENTS
from shared.mongo import Index
from shared.paths import Placed
from shared.unit_store import INDEX as UNITS_INDEX

INITIATIVES = "initiatives"
MESSAGES = "messages"
CONTACTS = "contacts"
PROGRAMMES = "programmes"
TREE = "tree"
MILESTONES = "milestones"
HOLD = "hold"

PLACED = Placed(MESSAGES, "unit", (("created_at", -1), ("_id", -1)))
INDEXES = (
    PLACED.index,
    UNITS_INDEX,
    Index(MESSAGES, (("state", 1), ("due_at", 1))),
    Index(MESSAGES, (("initiative_id", 1), ("created_at", -1), ("_id", -1))),
    Index(MESSAGES, (("person_id", 1), ("created_at", -1), ("_id", -1))),
    Index(
        MESSAGES,
        (("person_id", 1), ("created_at", -1), ("_id", -1), ("certificate_code", 1)),
        partial={"certificate_code": {"$type": "string"}},
    ),
    Index(MESSAGES, (("unit", 1), ("created_at", -1), ("_id", -1))),
    Index(MILESTONES, (("told", 1), ("due_at", 1))),
    Index(MILESTONES, (("unit", 1),)),
    Index(CONTACTS, (("leads", 1),)),
    Index(APPOINTMENTS, (("appointments.unit", 1),)),
    Index(MESSAGES, (("certificate_code", 1),), unique=True, partial={"certificate_code": {"$type": "string"}}),
)
