"""What people and administrators do in a programme, as the events the other services would publish.

Every kind of act is always valid where `can` says so; `choose` decides all that is open about it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from services.ranking.domain.facts import LookedAt
from shared.events import PROGRAMMES, SUBMISSIONS, TARGETS, UNITS
from shared.events.programmes import Phase
from shared.events.submissions import AuthorShare, SubmissionState
from shared.events.targets import TargetData
from shared.messaging.consumer import Record
from shared.units import Level
from tests.unit.ranking import builders as b

T = TypeVar("T")
Choose = Callable[[Sequence[T]], T]

MOST_INITIATIVES: Final = 12
MOST_UNITS: Final = 14
LEVELS: Final = ("grassroots", "upper", "provincial")
FORMS: Final = ("giay-khen", "bang-khen", "money")
BENEFITS: Final = (None, 0, 9_999_999, 10_000_000, 99_999_999, 100_000_000, 250_000_000)
DAYS: Final = (-400, -40, -36, -35, 0, 1, 60, 87, 88, 180, 300, 315, 330)
"""Days after the first of July 2022: inside and outside phases and peaks, at quarters' and years' ends."""
POLICIES: Final[tuple[dict[str, Any], ...]] = (
    b.POLICY,
    {},
    {**b.POLICY, "sector": {"health": 103, "education": 97}, "peaks": {"thang-cong-nhan": 133, "hai": 167}},
    {**b.POLICY, "base": {"grassroots": {"default": 7}, "provincial": {"default": 21}}, "rewards": {}},
    {**b.POLICY, "benefit_tiers": [{"from_vnd": 1, "points": 1}], "ownership": {"fdi": 150, "state": 50}},
)


@dataclass
class Life:
    """One initiative as submission and review know it."""

    name: str
    unit: str
    kind: str
    sector: str
    ownership: str
    day: int
    authors: tuple[tuple[str, str], ...]
    version: int = 1
    content: int = 1
    withdrawn: bool = False
    decided: int = 0
    state: str = "pending"
    judged: int = 0
    levels: list[str] = field(default_factory=list)
    rewards: list[str] = field(default_factory=list)
    benefit: int | None = None
    said: list[LookedAt] = field(default_factory=list)
    looked_at: dict[str, LookedAt] = field(default_factory=dict)

    @property
    def pending(self) -> bool:
        """Whether its present content waits for a decision."""
        return not self.withdrawn and (self.judged < self.content or self.state == "pending")

    def stands(self, state: str) -> bool:
        """Whether a decision of this state stands on its present content."""
        return not self.withdrawn and self.judged == self.content and self.state == state


class Acts:
    """One programme and its tree; `new` are the events since they were last taken."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.programme_id = f"{prefix}sang-kien"
        self.root = f"{prefix}can-tho"
        self.units: dict[str, dict[str, Any]] = {}
        self.lives: list[Life] = []
        self.goals: dict[str, dict[str, Any]] = {}
        self.programme: dict[str, Any] = {"version": 0, "policy": b.POLICY, "phases": _phases(date(2022, 6, 1))}
        self.counts: Counter[str] = Counter()
        self.new: list[Record] = []
        self._found()

    def can(self, kind: str) -> bool:
        """Whether an act of this kind is possible now."""
        return bool(self._options(kind))

    def do(self, kind: str, choose: Choose[Any]) -> None:
        """An act of this kind."""
        getattr(self, f"_{kind}")(choose(self._options(kind)), choose)
        self.counts[kind] += 1

    def taken(self) -> list[Record]:
        """The events since the last call."""
        new, self.new = self.new, []
        return new

    def _options(self, kind: str) -> Sequence[Any]:
        return _OPTIONS[kind](self)

    # -- the tree

    def _found(self) -> None:
        p = self.prefix
        self._unit(f"{p}can-tho", None, Level.PROVINCIAL)
        for upper in ("ninh-kieu", "cai-rang", "o-mon"):
            self._unit(p + upper, f"{p}can-tho", Level.UPPER, cluster="quan")
        for base, upper in (("xa-a", "ninh-kieu"), ("xa-b", "cai-rang"), ("xa-c", "o-mon"), ("xa-d", "o-mon")):
            self._unit(p + base, p + upper, Level.GRASSROOTS, members=30)
        self._publish_programme()

    def _unit(self, code: str, parent: str | None, level: Level, **more: Any) -> None:
        known = self.units.get(code, {"version": 0})
        self.units[code] = {
            **known,
            "code": code,
            "parent": parent,
            "level": level,
            **more,
            "version": known["version"] + 1,
        }
        fields = {name: value for name, value in self.units[code].items() if name not in ("code", "parent", "level")}
        self.new.append(b.unit(code, parent, level, **fields))

    def _changed(self, code: str, **fields: Any) -> None:
        unit = {**self.units[code], **fields}
        parent, level = unit.pop("parent"), unit.pop("level")
        del unit["code"], unit["version"]
        self._unit(code, parent, level, **unit)

    def live(self, level: Level | None = None) -> list[str]:
        """Units that are neither merged nor closed."""
        return [
            code
            for code, unit in self.units.items()
            if not unit.get("merged_into") and not unit.get("closed") and level in (None, unit["level"])
        ]

    def _children(self, code: str) -> list[str]:
        return [one for one in self.live() if self._heir(self.units[one]["parent"]) == code]

    def _heir(self, code: str | None) -> str | None:
        while code in self.units and code and self.units[code].get("merged_into"):
            code = self.units[code]["merged_into"]
        return code

    def _new_unit(self, number: int, choose: Choose[Any]) -> None:
        level = choose((Level.UPPER, Level.GRASSROOTS, Level.GRASSROOTS))
        parents = [self.root] if level is Level.UPPER else [self.root, *self.live(Level.UPPER)]
        sector, members = choose((("health", None), ("other", 7), ("education", 120)))
        self._unit(f"{self.prefix}moi-{number}", choose(parents), level, sector=sector, members=members)

    def _move(self, code: str, choose: Choose[Any]) -> None:
        self._changed(code, parent=choose([self.root, *self.live(Level.UPPER)]))

    def _merge(self, pair: tuple[str, str], _choose: Choose[Any]) -> None:
        self._changed(pair[0], merged_into=pair[1])

    def _dissolve(self, code: str, _choose: Choose[Any]) -> None:
        self._changed(code, closed=True)

    def _rename(self, code: str, choose: Choose[Any]) -> None:
        self._changed(code, members=choose((None, 5, 40)), cluster=choose((None, "quan", "huyen")))

    # -- the programme

    def _publish_programme(self) -> None:
        self.programme["version"] += 1
        fields = dict(self.programme)
        version = fields.pop("version")
        policy = {**fields.pop("policy"), "version": version}
        made = b.programme(version, id=self.programme_id, root_unit=self.root, policy=policy, **fields)
        self.new.append(made)

    def _policy(self, policy: dict[str, Any], _choose: Choose[Any]) -> None:
        self.programme["policy"] = policy
        self._publish_programme()

    def _calendar(self, second_from: date, choose: Choose[Any]) -> None:
        self.programme["phases"] = _phases(second_from)
        self.programme["target_basis"] = choose(("registered", "approved"))
        self._publish_programme()

    def _target(self, code: str, choose: Choose[Any]) -> None:
        assigned = choose(({"total": 3}, {"P1": 1, "P2": 2}, {"total": 7, "2022-Q3": 2}, {"P2": 5, "2022-07": 1}, {}))
        known = self.goals.get(code, {"version": 0})
        self.goals[code] = {"version": known["version"] + 1, "assigned": assigned}
        data = TargetData(
            programme=self.programme_id, unit=code, includes_merged=choose((False, True)), **self.goals[code]
        )
        self.new.append(b.event(TARGETS, f"{self.programme_id}/{code}", data))

    # -- submission

    def _submit(self, unit: str, choose: Choose[Any]) -> None:
        life = Life(
            f"{self.prefix}sk-{len(self.lives)}",
            unit,
            choose(("technical", "research")),
            choose(("health", "education", "other")),
            choose(("fdi", "state")),
            choose(DAYS),
            self._people(choose),
        )
        self.lives.append(life)
        self._say(life)

    def _people(self, choose: Choose[Any]) -> tuple[tuple[str, str], ...]:
        names = choose((("lan",), ("minh",), ("lan", "hoa"), ("lan", "minh", "hoa")))
        return tuple((name, choose(self.live())) for name in names)

    def _say(self, life: Life) -> None:
        life.said.append(LookedAt(life.kind, life.sector, life.ownership))
        share = 100 // len(life.authors)
        authors = tuple(AuthorShare(id=b.named(who), share=share, home_unit=home) for who, home in life.authors)
        made = b.submitted(
            life.name,
            life.unit,
            life.version,
            programme=self.programme_id,
            state=SubmissionState.WITHDRAWN if life.withdrawn else SubmissionState.SUBMITTED,
            kind=life.kind,
            sector=life.sector,
            ownership=life.ownership,
            content_version=life.content,
            registered_at=b.NOW + timedelta(days=life.day),
            authors=authors,
        )
        self.new.append(made)

    def _resubmit(self, life: Life, choose: Choose[Any]) -> None:
        life.version, life.content, life.authors = life.version + 1, life.content + 1, self._people(choose)
        self._say(life)

    def _reclassify(self, life: Life, choose: Choose[Any]) -> None:
        life.version += 1
        life.unit = choose(self.live())
        life.kind, life.sector = choose(("technical", "research")), choose(("health", "other"))
        self._say(life)

    def _withdraw(self, life: Life, _choose: Choose[Any]) -> None:
        life.version, life.withdrawn = life.version + 1, True
        self._say(life)

    # -- review

    def _decide(self, life: Life) -> None:
        life.decided, life.judged = life.decided + 1, life.content
        made = b.decided(
            life.name,
            life.state,
            life.decided,
            content_version=life.content,
            levels=tuple(life.levels),
            looked_at=life.looked_at,
            rewards=tuple(b.reward(form, of=life.name) for form in life.rewards),
            benefit=life.benefit,
        )
        self.new.append(made)

    def _settle(self, life: Life, state: str) -> None:
        life.state, life.levels, life.rewards = state, [], []
        self._decide(life)

    def _return(self, life: Life, _choose: Choose[Any]) -> None:
        self._settle(life, "returned")

    def _reject(self, life: Life, _choose: Choose[Any]) -> None:
        self._settle(life, "rejected")

    def _revoke(self, life: Life, _choose: Choose[Any]) -> None:
        self._settle(life, "revoked")

    def _approve(self, life: Life, choose: Choose[Any]) -> None:
        life.state, life.levels, life.rewards = "approved", [choose(LEVELS)], []
        self._look(life, life.levels[0], choose)
        life.benefit = choose(BENEFITS)
        self._decide(life)

    _approve_again = _approve

    def _recognise_higher(self, life: Life, choose: Choose[Any]) -> None:
        life.levels.append(choose([level for level in LEVELS if level not in life.levels]))
        self._look(life, life.levels[-1], choose)
        self._decide(life)

    def _look(self, life: Life, level: str, choose: Choose[Any]) -> None:
        """The level looks at what is said now, or at what had reached it; an older service does not tell."""
        carried = choose((life.said[-1], choose(life.said), None))
        life.looked_at.pop(level, None)
        if carried is not None:
            life.looked_at[level] = carried

    def _revoke_one_approval(self, life: Life, choose: Choose[Any]) -> None:
        life.levels.remove(choose(life.levels))
        self._decide(life)

    def _reward(self, life: Life, choose: Choose[Any]) -> None:
        life.rewards.append(choose([form for form in FORMS if form not in life.rewards]))
        self._decide(life)

    def _revoke_one_reward(self, life: Life, choose: Choose[Any]) -> None:
        life.rewards.remove(choose(life.rewards))
        self._decide(life)

    def _reassess(self, life: Life, choose: Choose[Any]) -> None:
        life.benefit = choose(BENEFITS)
        self._decide(life)


def _phases(second_from: date) -> tuple[Phase, ...]:
    return (
        Phase(code="P1", starts_on=date(2022, 1, 11), ends_on=second_from - timedelta(days=1)),
        Phase(code="P2", starts_on=second_from, ends_on=date(2023, 9, 30)),
    )


def _standing(state: str, enough: Callable[[Life], object] = lambda _: True) -> Callable[[Acts], list[Life]]:
    return lambda acts: [life for life in acts.lives if life.stands(state) and enough(life)]


def _pending(acts: Acts) -> list[Life]:
    return [life for life in acts.lives if life.pending]


def _heirs(acts: Acts) -> list[tuple[str, str]]:
    """Units of one level, so that children stay below; two live ones are always left."""
    uppers, bases = acts.live(Level.UPPER), acts.live(Level.GRASSROOTS)
    return [
        (gone, heir) for units in (uppers, bases) if len(units) > 2 for gone in units for heir in units if gone != heir
    ]


_OPTIONS: Final[dict[str, Callable[[Acts], Sequence[Any]]]] = {
    "submit": lambda acts: acts.live() if len(acts.lives) < MOST_INITIATIVES else [],
    "approve": _pending,
    "new_unit": lambda acts: [len(acts.units)] if len(acts.units) < MOST_UNITS else [],
    "move": lambda acts: acts.live(Level.GRASSROOTS),
    "merge": _heirs,
    "dissolve": lambda acts: [
        code for code in acts.live() if code != acts.root and not acts._children(code) and len(acts.live()) > 5
    ],
    "rename": lambda acts: acts.live(),
    "policy": lambda _: POLICIES,
    "calendar": lambda _: (date(2022, 6, 1), date(2022, 7, 6), date(2022, 10, 1)),
    "target": lambda acts: list(acts.units),
    "resubmit": _standing("returned"),
    "reclassify": lambda acts: [life for life in acts.lives if not life.withdrawn],
    "withdraw": lambda acts: [life for life in acts.lives if not life.withdrawn][2:],
    "return": _pending,
    "reject": _pending,
    "approve_again": _standing("revoked"),
    "revoke": _standing("approved"),
    "recognise_higher": _standing("approved", lambda life: len(life.levels) < len(LEVELS)),
    "revoke_one_approval": _standing("approved", lambda life: len(life.levels) > 1),
    "reward": _standing("approved", lambda life: len(life.rewards) < len(FORMS)),
    "revoke_one_reward": _standing("approved", lambda life: life.rewards),
    "reassess": _standing("approved"),
}
KINDS: Final = tuple(_OPTIONS)
TOPICS: Final = (UNITS.name, PROGRAMMES.name, TARGETS.name, SUBMISSIONS.name, "sangkien.decisions.v1")
