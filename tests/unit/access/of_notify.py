"""Notify: a commendation of an author of ninh-kieu with its certificate, and mail that rests after a restore."""

from dataclasses import asdict, replace

from services.notify.domain.messages import MessageState
from shared.access import Caller
from shared.events.authors import AuthorData
from shared.events.submissions import AuthorShare
from shared.events.units import UnitData
from shared.web.rates import Rates
from tests.fakes.notify_store import MemoryNotifyStore
from tests.unit.access.callers import AUTHOR, UNITS
from tests.unit.access.scene import Ask, Scene
from tests.unit.notify import builders as b
from tests.unit.notify.test_sender import tell

UNIT = "ninh-kieu"


async def store() -> MemoryNotifyStore:
    """With them."""
    made = MemoryNotifyStore()
    card = AuthorData(version=1, id=AUTHOR, name="Nguyễn Thị Lan", email="lan@example.vn", home_unit=UNIT)
    mine = b.face(unit=UNIT, authors=(AuthorShare(id=AUTHOR, share=100, home_unit=UNIT),))
    decided = b.approved().model_copy(update={"unit": UNIT})
    units = tuple(UnitData(**asdict(unit)) for unit in UNITS)
    await tell(made, replace(b.news(mine, decided), cards=((AUTHOR, card),), units=units))
    (message,) = made.stored.values()
    made.stored[message.id] = replace(message, state=MessageState.SENT)
    await made.hold(b.NOW)
    return made


async def known(scene: Scene, _asking: Caller | None) -> None:
    """Which message and which code there are."""
    (message,) = scene.store.stored.values()
    scene.values = {"message": str(message.id), "code": str(message.certificate_code)}


def scene() -> Scene:
    """The service with them."""
    found = Scene("notify", store, ASKS, "9000-sang-kien")
    found.app.state.checks = Rates(0)
    return found


ASKS = {
    "GET /messages": Ask("/messages"),
    "GET /messages/{message_id}": Ask("/messages/{message}", before=known),
    "POST /messages/{message_id}/resend": Ask("/messages/{message}/resend", {}, tag=1, before=known),
    "GET /certificates": Ask("/certificates?mine"),
    "GET /certificates/{certificate_id}": Ask("/certificates/{message}", before=known),
    "GET /verify/{code}": Ask("/verify/{code}", before=known),
    "GET /hold": Ask("/hold", at_the_top=True),
    "POST /hold/release": Ask("/hold/release", {"mail": False}, at_the_top=True),
}
