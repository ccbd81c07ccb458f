"""What each person is appointed to: one document a person, as the event has it."""

from typing import Final

from shared.events.appointments import APPOINTMENTS as TOPIC
from shared.messaging.outbox import Outbox

APPOINTMENTS: Final = "appointments"
OUTBOX = Outbox(APPOINTMENTS, TOPIC)
