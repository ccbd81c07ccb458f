"""From requests to initiatives, people, programmes and targets: what was acknowledged, in order."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deploy.demo.ledger import Sent
from deploy.demo.report_initiative import Counted

ACTS = {"return": "returned", "reject": "rejected"}
"""What review's API calls an act, and the state it leaves; the other acts leave the state alone."""

UnitRow = Mapping[str, str]


@dataclass
class Person:
    """A card: where its owner is at home and where mail goes."""

    home_unit: str
    email: str | None


@dataclass
class History:
    """All that follows from the requests. `units` are the rows of units.csv by code."""

    units: Mapping[str, UnitRow]
    initiatives: dict[str, Counted] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    programmes: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    targets: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    _accounts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, requests: Iterable[Sent], units: Mapping[str, UnitRow]) -> "History":
        """Everything the acknowledged requests did."""
        history = cls(units)
        for sent in requests:
            if sent.acknowledged:
                history._apply(sent)
        return history

    def _apply(self, sent: Sent) -> None:
        asked = f"{sent.service} {sent.method} {sent.path}"
        for pattern, handler in _HANDLERS:
            match = re.fullmatch(pattern, asked)
            if match:
                handler(self, sent, *match.groups())
                return

    def own_card(self, sent: Sent) -> None:
        """Somebody's own card; it tells their id as well."""
        known = self.people.get(self._accounts.setdefault(sent.who, sent.answer["id"]))
        home = sent.body.get("home_unit") or (known.home_unit if known else "")
        email = sent.body.get("email", known.email if known else None)
        self.people[sent.answer["id"]] = Person(home, email)

    def card_for_another(self, sent: Sent) -> None:
        """A card a proxy made."""
        self.people[sent.answer["id"]] = Person(sent.body["home_unit"], sent.body.get("email"))

    def programme(self, sent: Sent, programme: str) -> None:
        """A programme as it was set."""
        self.programmes[programme] = sent.body

    def target(self, sent: Sent, programme: str, unit: str) -> None:
        """One unit's targets."""
        self.targets[programme, unit] = dict(sent.body["assigned"])

    def target_file(self, sent: Sent, programme: str) -> None:
        """Targets as CSV."""
        for row in csv.DictReader(io.StringIO(sent.body)):
            self.targets.setdefault((programme, row["unit_code"]), {})[row["phase"]] = int(row["target"])

    def entered(self, sent: Sent) -> None:
        """A new initiative, submitted in the same request or a draft."""
        body, unit = sent.body, self.units[sent.body["unit"]]
        registered = body.get("registered_at")
        made = self.initiatives[sent.answer["id"]] = Counted(
            id=sent.answer["id"],
            programme=body["programme"],
            unit=body["unit"],
            kind=body["kind"],
            sector=unit["sector"],
            ownership=unit["ownership"],
            authors={author["id"]: self.people[author["id"]].home_unit for author in body["authors"]},
            entered_by=self._accounts[sent.who],
            registered_at=datetime.fromisoformat(registered) if registered else None,
            confidential=bool(body.get("confidential")),
        )
        if body.get("submit"):
            self.submitted(sent, made.id)

    def submitted(self, sent: Sent, initiative: str) -> None:
        """Submitted, or submitted again; of a live one the server tells when, between our own two times."""
        counted = self.initiatives[initiative]
        if counted.registered_at is None:
            counted.registered_at = datetime.fromisoformat(sent.answer["registered_at"])
            sent_at, answered_at = datetime.fromisoformat(sent.sent_at), datetime.fromisoformat(sent.answered_at)
            if not sent_at <= counted.registered_at.astimezone(sent_at.tzinfo) <= answered_at:
                self.problems.append(f"{initiative}: registered_at {counted.registered_at} is not when it was sent")
        counted.submitted_again()

    def withdrawn(self, _sent: Sent, initiative: str) -> None:
        """Taken back."""
        self.initiatives[initiative].withdrawn = True

    def reclassified(self, sent: Sent, initiative: str) -> None:
        """Another unit, with its sector and ownership, or another kind."""
        counted = self.initiatives[initiative]
        counted.kind = sent.body.get("kind") or counted.kind
        if "unit" in sent.body:
            row = self.units[sent.body["unit"]]
            counted.unit, counted.sector, counted.ownership = row["code"], row["sector"], row["ownership"]

    def decided(self, sent: Sent, initiative: str) -> None:
        """One decision of one unit."""
        counted, body = self.initiatives[initiative], sent.body
        if body["act"] == "approve":
            counted.approved(_id_of(sent, "approvals"), self.units[body["as_unit"]]["level"])
        elif body["act"] in ACTS:
            counted.turned_down(ACTS[body["act"]])

    def reassessed(self, sent: Sent, initiative: str) -> None:
        """The verified benefit."""
        self.initiatives[initiative].benefit_vnd = sent.body["verified_benefit_vnd"]

    def rewarded(self, sent: Sent, initiative: str) -> None:
        """A reward."""
        level = self.units[sent.body["as_unit"]]["level"]
        self.initiatives[initiative].rewarded(_id_of(sent, "rewards"), level, sent.body["form"])

    def revoked(self, sent: Sent, initiative: str) -> None:
        """An approval or a reward taken back."""
        self.initiatives[initiative].revoked(sent.body.get("approval_id") or sent.body["reward_id"])


def _id_of(sent: Sent, awards: str) -> str:
    """The id the answer gives to what the request made, found by its decision number."""
    number = sent.body["decision_number"]
    found: str = next(award["id"] for award in sent.answer[awards] if award["decision_number"] == number)
    return found


_HANDLERS: tuple[tuple[str, Callable[..., None]], ...] = (
    (r"submission PATCH /authors/me", History.own_card),
    (r"submission POST /authors", History.card_for_another),
    (r"submission PUT /programmes/([^/]+)", History.programme),
    (r"submission PUT /programmes/([^/]+)/targets/([^/]+)", History.target),
    (r"submission POST /programmes/([^/]+)/targets", History.target_file),
    (r"submission POST /initiatives", History.entered),
    (r"submission POST /initiatives/([^/]+)/submission", History.submitted),
    (r"submission POST /initiatives/([^/]+)/withdrawal", History.withdrawn),
    (r"submission POST /initiatives/([^/]+)/reclassification", History.reclassified),
    (r"review POST /cases/([^/]+)/decision", History.decided),
    (r"review POST /cases/([^/]+)/reassessment", History.reassessed),
    (r"review POST /cases/([^/]+)/reward", History.rewarded),
    (r"review POST /cases/([^/]+)/revocation", History.revoked),
)
