"""Who is named in the form as its authors: chosen cards with their shares, and perhaps somebody who has none yet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from portal.domain.shares import NotWhole, shared_out
from portal.web.forms import Form
from portal.worker import posting

NEW: Final = ("new_name", "new_number", "new_email", "new_phone", "new_language", "new_share", "new_sure")
STEPS: Final = ("act", "pick", "drop")
"""Which button was pressed; kept with the rest, so that what is sent again later does the same."""
OWN: Final = ("authors", "q", "person_key", *STEPS, *NEW)
MOST: Final = 20
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Words = posting.Words


@dataclass(frozen=True, slots=True)
class Author:
    """One card that was chosen."""

    id: str
    name: str
    share: str
    """As typed; empty: an even part of what is left."""


def entered_form(values: Mapping[str, Any]) -> Form:
    """The fields of a request: those of the worker's form, and whose it is."""
    form = posting.form_of(values)
    for name in OWN:
        form.values[name] = str(values.get(name) or "").strip()[:1000]
    ids = [id_ for id_ in dict.fromkeys(form.value("authors").split()) if _ID.fullmatch(id_)][:MOST]
    form.values["authors"] = " ".join(ids)
    for id_ in dict.fromkeys((*ids, form.value("pick"))):
        keep(form, id_, values)
    form.values["person_key"] = form.value("person_key") or str(uuid4())
    return form


def keep(form: Form, id_: str, values: Mapping[str, Any]) -> None:
    """What the request says of one author."""
    for name in (f"share-{id_}", f"name-{id_}"):
        form.values[name] = str(values.get(name) or "").strip()[:200]


def has_room(form: Form, words: Words) -> bool:
    """Whether one more author may be named; it is said at the authors when not."""
    is_full = len(form.value("authors").split()) >= MOST
    if is_full:
        form.add("authors", words("Trang này nhận nhiều nhất %(most)s tác giả; hãy bỏ bớt một người") % {"most": MOST})
    return not is_full


def pick(form: Form, id_: str, name: str) -> None:
    """One more author."""
    ids = form.value("authors").split()
    if _ID.fullmatch(id_) and id_ not in ids and len(ids) < MOST:
        form.values["authors"] = " ".join((*ids, id_))
        form.values[f"name-{id_}"] = name[:200]
        form.values["q"] = ""


def drop(form: Form, id_: str) -> None:
    """One author less."""
    form.values["authors"] = " ".join(one for one in form.value("authors").split() if one != id_)
    form.values.pop(f"share-{id_}", None)
    form.values.pop(f"name-{id_}", None)


def take_new(form: Form, card: Mapping[str, Any]) -> None:
    """The card that was made for whoever had none stands among the authors; the next one is another person's."""
    pick(form, str(card["id"]), str(card["name"]))
    form.values[f"share-{card['id']}"] = form.value("new_share")
    form.values |= dict.fromkeys(NEW, "") | {"person_key": str(uuid4())}


def authors_of(form: Form) -> list[Author]:
    """Those chosen, in the order they were."""
    return [Author(id_, form.value(f"name-{id_}"), form.value(f"share-{id_}")) for id_ in form.value("authors").split()]


def check_authors(form: Form, words: Words) -> None:
    """Somebody is named, and the shares make a hundred."""
    fields = [f"share-{one.id}" for one in authors_of(form)] + (["new_share"] if form.value("new_name") else [])
    if not fields:
        form.add("authors", words("Chọn tác giả, hoặc thêm người chưa có trong danh sách"))
        return
    for name in fields:
        share = form.value(name)
        if share and not (share.isdecimal() and len(share) < 4):  # noqa: PLR2004 - at most a hundred
            form.add(name, words("Viết số phần trăm bằng chữ số, ví dụ 30"))
    if not form.is_right:
        return
    try:
        shares_of(form, fields)
    except NotWhole:
        form.add(fields[0], words("Phần đóng góp của các tác giả phải cộng lại bằng 100"))


def shares_of(form: Form, fields: Iterable[str]) -> list[int]:
    """The percents of these fields; raises NotWhole."""
    return shared_out([int(form.value(name)) if form.value(name) else None for name in fields])


def with_authors(form: Form) -> list[dict[str, Any]]:
    """As submission takes them."""
    ids = form.value("authors").split()
    shares = shares_of(form, [f"share-{id_}" for id_ in ids])
    return [{"id": id_, "share": share} for id_, share in zip(ids, shares, strict=True)]


def new_card(form: Form, unit: str) -> dict[str, Any]:
    """As submission takes it: the card of whoever has none yet."""
    body = {
        "name": form.value("new_name"),
        "home_unit": unit,
        "member_number": form.value("new_number"),
        "email": form.value("new_email"),
        "phone": form.value("new_phone"),
        "language": form.value("new_language"),
    }
    return {name: value for name, value in body.items() if value}
