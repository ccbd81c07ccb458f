"""Refusals: what a rule of the programme says no to, in words its reader understands.

Pure: any domain may import this. `shared.web.problems` turns a refusal into an answer (RFC 9457).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, NamedTuple

Param = int | float | str | tuple[str, ...]
"""A number, a day or name, or the names that a sentence lists."""


class Text(NamedTuple):
    """One sentence in the two languages of the programme; Vietnamese comes first everywhere."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in `language`, Vietnamese for any language but English."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a field: a code for programs, stable for ever, and a sentence for people.

    A constant of its module, so that docs/problems.json lists it: `TOO_SHORT = Complaint("too-short", "… {min} …", "…
    {min} …")`, used as `TOO_SHORT.given(min=3)`. One code is one sentence; a code of a refusal's slug is its title.
    """

    code: str
    vi: str
    en: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)

    def given(self, **params: Param) -> "Complaint":
        """The same complaint with what its sentence names in braces."""
        return replace(self, params=params)

    @property
    def text(self) -> Text:
        """The sentence, filled in."""
        if not self.params:
            return Text(self.vi, self.en)
        shown = {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in self.params.items()}
        return Text(self.vi.format_map(shown), self.en.format_map(shown))


REQUIRED = Complaint("required", "Thiếu mục bắt buộc này.", "This field is required.")


@dataclass(frozen=True, slots=True)
class BadField:
    """One field that cannot be accepted, and what would be.

    `field` is a dotted path in the request (`authors.0.share`).
    """

    field: str
    complaint: Complaint

    @property
    def message(self) -> Text:
        """The sentence for a person."""
        return self.complaint.text


class Refusal(Exception):  # noqa: N818 - it is a refusal, an expected answer, not an error
    """A rule said no. A subclass sets `slug` (stable for ever), `status` and `title`."""

    slug: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    title: ClassVar[Text] = Text("Không thực hiện được", "Refused")

    def __init__(self, detail: Text | None = None, *, fields: Sequence[BadField] = ()) -> None:
        super().__init__((detail or self.title).en)
        self.detail = detail
        self.fields = tuple(fields)

    @classmethod
    def itself(cls) -> Complaint:
        """What a field is told that this rule is about: the slug and the title."""
        return Complaint(cls.slug, *cls.title)

    @property
    def complaint(self) -> Complaint:
        """What a field is told that this very refusal is about."""
        if len(self.fields) == 1:
            return self.fields[0].complaint
        return Complaint(self.slug, *(self.detail or self.title))


class NotFound(Refusal):
    """What was asked for does not exist, or is outside what the caller may see."""

    slug = "not-found"
    status = 404
    title = Text("Không tìm thấy", "Not found")


class Forbidden(Refusal):
    """The caller has no grant that allows this act on this object."""

    slug = "forbidden"
    status = 403
    title = Text("Anh/chị không có quyền làm việc này", "You are not allowed to do this")


class Stale(Refusal):
    """The object changed since the caller read it (If-Match names an older revision)."""

    slug = "stale-version"
    status = 412
    title = Text("Dữ liệu đã thay đổi, hãy tải lại", "The data has changed meanwhile; load it again")


class TooManyChanges(Refusal):
    """So many changes of one thing are nobody's corrections any more."""

    slug = "too-many-changes"
    title = Text("Đã thay đổi quá nhiều lần", "It was changed too many times")

    @classmethod
    def beyond(cls, most: int, what: Text) -> "TooManyChanges":
        """This refusal, naming the bound: `what` is what was done, as in “submitted”."""
        return cls(Text(f"Chỉ được {what.vi} tối đa {most} lần.", f"It can be {what.en} at most {most} times."))


class AlreadyMade(Refusal):
    """What the request would create is there: the very request came before."""

    slug = "already-made"
    title = Text("Yêu cầu này đã được thực hiện", "This request was carried out already")


class Invalid(Refusal):
    """One or more fields of the request cannot be accepted."""

    slug = "invalid-request"
    status = 422
    title = Text("Dữ liệu gửi lên không hợp lệ", "The request is not valid")
