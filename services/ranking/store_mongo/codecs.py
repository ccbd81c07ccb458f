"""Documents and what they stand for. Each names its generation: a recomputation writes beside the present one."""

from datetime import date

from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Days, Figures, Membership, Spot
from services.ranking.domain.facts import Author, Facts, Judgement, LookedAt, Reward, Submission
from services.ranking.domain.frame import Frame
from services.ranking.domain.policy import Policy
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.targets import Target
from shared.calendar import Calendar, Span
from shared.mongo import Document
from shared.units import Level


def spot_id(generation: int, spot: Spot) -> str:
    """`generation/programme/unit/window`."""
    return f"{generation}/{spot.programme}/{spot.unit}/{spot.window}"


def membership_id(generation: int, membership: Membership) -> str:
    """`generation/programme/home unit/author`."""
    return f"{generation}/{membership.programme}/{membership.home_unit}/{membership.author}"


def facts_id(generation: int, initiative: str) -> str:
    """`generation/initiative`."""
    return f"{generation}/{initiative}"


def cell_of(document: Document) -> Cell:
    """The cell of a document."""
    return Cell(_whole(document.get("direct", {})), _whole(document.get("total", {})))


def cell_to(generation: int, spot: Spot, cell: Cell) -> Document:
    """The document of a whole cell."""
    return {
        "_id": spot_id(generation, spot),
        "generation": generation,
        "programme": spot.programme,
        "unit": spot.unit,
        "window": spot.window,
        "direct": cell.direct,
        "total": cell.total,
    }


def daily_to(generation: int, spot: Spot, days: Figures) -> Document:
    """The document of a month's days."""
    return {
        "_id": spot_id(generation, spot),
        "generation": generation,
        "programme": spot.programme,
        "unit": spot.unit,
        "window": spot.window,
        "days": days,
    }


def _whole(figures: Document) -> Document:
    """Figures that went back to 0 are as if they had never been."""
    return {name: amount for name, amount in figures.items() if amount}


def facts_to(generation: int, facts: Facts) -> Document:
    """The document of facts."""
    return {
        "_id": facts_id(generation, facts.initiative),
        "generation": generation,
        "initiative": facts.initiative,
        "programme": facts.submission.programme if facts.submission else None,
        "submission": _submission_to(facts.submission) if facts.submission else None,
        "judgement": _judgement_to(facts.judgement) if facts.judgement else None,
        "title": facts.submission.title if facts.submission else None,
    }


def facts_of(document: Document) -> Facts:
    """The facts of a document."""
    submission, judgement = document["submission"], document["judgement"]
    return Facts(
        document["initiative"],
        _submission_of(submission, document.get("title")) if submission else None,
        _judgement_of(judgement) if judgement else None,
    )


def _submission_to(submission: Submission) -> Document:
    return {
        "version": submission.version,
        "programme": submission.programme,
        "unit": submission.unit,
        "sector": submission.sector,
        "ownership": submission.ownership,
        "kind": submission.kind,
        "withdrawn": submission.withdrawn,
        "content_version": submission.content_version,
        "day": submission.day,
        "authors": [list(author) for author in submission.authors],
    }


def _submission_of(document: Document, title: str | None) -> Submission:
    """The title lies beside it: a process of an earlier version reads all that lies in it."""
    authors = tuple(Author(*author) for author in document["authors"])
    return Submission(**{**document, "authors": authors}, title=title)


def _judgement_to(judgement: Judgement) -> Document:
    return {
        "version": judgement.version,
        "state": judgement.state,
        "content_version": judgement.content_version,
        "benefit_vnd": judgement.benefit_vnd,
        "approvals": [level.value for level in judgement.approvals],
        "rewards": [[reward.form, reward.level.value] for reward in judgement.rewards],
        "looked_at": list(judgement.looked_at) if judgement.looked_at else None,
    }


def _judgement_of(document: Document) -> Judgement:
    return Judgement(
        version=document["version"],
        state=document["state"],
        content_version=document["content_version"],
        benefit_vnd=document["benefit_vnd"],
        approvals=tuple(Level(level) for level in document["approvals"]),
        rewards=tuple(Reward(form, Level(level)) for form, level in document["rewards"]),
        looked_at=LookedAt(*document["looked_at"]) if document.get("looked_at") else None,
    )


def days_to(generation: int, membership: Membership, days: Days) -> Document:
    """The document of an author's days."""
    programme, home_unit, author = membership
    return {
        "_id": membership_id(generation, membership),
        "generation": generation,
        "programme": programme,
        "home_unit": home_unit,
        "author": author,
        "days": days,
    }


def target_id(target: Target) -> str:
    """`programme/unit`, as the topic's key."""
    return f"{target.programme}/{target.unit}"


def target_to(target: Target) -> Document:
    """The document of a target; rows as pairs, since a window's name may hold a dot."""
    return {
        "_id": target_id(target),
        "programme": target.programme,
        "unit": target.unit,
        "version": target.version,
        "assigned": list(map(list, target.assigned.items())),
        "pledged": list(map(list, target.pledged.items())),
        "includes_merged": target.includes_merged,
    }


def target_of(document: Document) -> Target:
    """The target of a document."""
    return Target(
        document["programme"],
        document["unit"],
        document["version"],
        dict(document["assigned"]),
        dict(document["pledged"]),
        document.get("includes_merged", False),
    )


def programmes_to(frame: Frame, programme: str) -> Document:
    """The document of a programme: what is shown, and what follows."""
    shown, following = frame.programmes.get(programme), frame.waiting.get(programme)
    return {
        "_id": programme,
        "shown": programme_to(shown) if shown else None,
        "following": programme_to(following) if following else None,
    }


def programme_to(programme: ScoringProgramme) -> Document:
    """The document of a programme."""
    calendar = programme.calendar
    return {
        "_id": programme.id,
        "version": programme.version,
        "name": programme.name,
        "root_unit": programme.root_unit,
        "public": programme.public,
        "target_basis": programme.target_basis,
        "phases": [_span_to(span) for span in calendar.phases],
        "peaks": [_span_to(span) for span in calendar.peaks],
        "policy": dict(programme.policy.data),
        "days": _span_to(calendar.days) if calendar.days else None,
        "open_until": calendar.open_until.isoformat() if calendar.open_until else None,
        "decision_days": programme.decision_days,
        "submit_until": programme.submit_until,
        "correct_until": programme.correct_until,
        "decide_until": programme.decide_until,
        "import_until": programme.import_until,
    }


def programme_of(document: Document) -> ScoringProgramme:
    """The programme of a document."""
    return ScoringProgramme(
        id=document["_id"],
        version=document["version"],
        name=document["name"],
        root_unit=document["root_unit"],
        public=document["public"],
        target_basis=document["target_basis"],
        calendar=Calendar(
            phases=tuple(_span_of(span) for span in document["phases"]),
            peaks=tuple(_span_of(span) for span in document["peaks"]),
            days=_span_of(document["days"]) if document["days"] else None,
            open_until=date.fromisoformat(until) if (until := document.get("open_until")) else None,
        ),
        policy=Policy(document["policy"]),
        decision_days=document["decision_days"],
        submit_until=document.get("submit_until"),
        correct_until=document.get("correct_until"),
        decide_until=document.get("decide_until"),
        import_until=document["import_until"],
    )


def _span_to(span: Span) -> list[str]:
    return [span.name, span.first.isoformat(), span.last.isoformat()]


def _span_of(values: list[str]) -> Span:
    name, first, last = values
    return Span(name, date.fromisoformat(first), date.fromisoformat(last))
