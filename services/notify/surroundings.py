"""What a letter or certificate names beside its decision, looked up when it is written."""

from services.notify.compose import Surroundings
from services.notify.domain.messages import Message
from services.notify.store import NotifyStore
from shared.units import UnitTree


async def surroundings(
    store: NotifyStore,
    message: Message,
    *,
    name: str | None,
    language: str,
    public_url: str,
    to_office: bool = False,
) -> Surroundings:
    """Names of units and programme; a code stands in for one whose event has not come."""
    tree = await store.tree()
    programme = await store.programme(message.about.programme)
    return Surroundings(
        language=language,
        name=name,
        unit_name=_name(message.unit, tree),
        decided_by_name=_name(message.about.decided_by, tree),
        programme_name=programme.name if programme else message.about.programme,
        public_url=public_url,
        to_office=to_office,
        decided_above=tuple(_name(code, tree) for code in reversed(list(tree.path(message.about.decided_by)))),
    )


def office_of(unit: str, tree: UnitTree) -> str | None:
    """The office address of the unit, or of the nearest one above it that has any."""
    offices = (found.office_email for code in tree.path(unit) if (found := tree.get(code)) is not None)
    return next((office for office in offices if office), None)


def _name(code: str, tree: UnitTree) -> str:
    unit = tree.get(code)
    return unit.name if unit else code
