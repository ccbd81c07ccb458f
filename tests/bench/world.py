"""The small world the figures are taken in: units, the programme that is open today, authors, texts from the sample."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.demo.load import today
from deploy.demo.programmes import TODAY, bodies
from deploy.demo.sample import CITY, initiatives
from deploy.local.root_unit import CODE as ROOT_UNIT
from deploy.local.stack import Stack
from tests.bench.client import request

PROGRAMME = TODAY
UPPER, GRASSROOTS = 10, 100
AUTHORS = 100
TOKEN_SECONDS = 3600
SENTENCES = 12
"""How many of the sample's summaries make a description: about a thousand letters."""


@dataclass(frozen=True, slots=True)
class Author:
    """An account with the grassroots union it belongs to."""

    token: str
    unit: str


def bearer(token: str) -> dict[str, str]:
    """The header of a token."""
    return {"Authorization": f"Bearer {token}"}


def uppers() -> list[str]:
    """Units directly under the city."""
    return [f"cap-tren-{number}" for number in range(UPPER)]


def grassroots() -> dict[str, str]:
    """Grassroots unions and the unit each stands under."""
    return {f"co-so-{number}": uppers()[number % UPPER] for number in range(GRASSROOTS)}


def found(stack: Stack) -> list[Author]:
    """Found units, programme and authors through the public API; the authors, each of another union."""
    admin = bearer(stack.token(sub="quan-tri", grants=[("admin", ROOT_UNIT)], ttl=TOKEN_SECONDS))
    with httpx.Client(base_url=stack.url("submission"), trust_env=False, timeout=30) as http:
        for code, unit in _units():
            http.put(f"/units/{code}", json=unit, headers=admin).raise_for_status()
        body = bodies(today())[PROGRAMME]
        del body["id"]
        http.put(f"/programmes/{PROGRAMME}", json=body, headers=admin).raise_for_status()
        return [_author(stack, http, number, unit) for number, unit in zip(range(AUTHORS), grassroots(), strict=False)]


def submissions(authors: list[Author], count: int) -> list[bytes]:
    """`count` requests that submit, authors and texts taking turns."""
    texts = _texts()
    return [
        request("POST", "/initiatives", _initiative(author, *next(texts)), bearer(author.token))
        for author in (authors[number % len(authors)] for number in range(count))
    ]


def _units() -> Iterator[tuple[str, dict[str, Any]]]:
    yield CITY, {"name": "Liên đoàn Lao động thành phố", "level": "provincial", "parent": ROOT_UNIT}
    for code in uppers():
        yield code, {"name": f"Công đoàn cấp trên {code}", "level": "upper", "parent": CITY}
    for code, parent in grassroots().items():
        yield code, {"name": f"Công đoàn cơ sở {code}", "level": "grassroots", "parent": parent, "sector": "health"}


def _author(stack: Stack, http: httpx.Client, number: int, unit: str) -> Author:
    token = stack.token(sub=f"tac-gia-{number}", ttl=TOKEN_SECONDS)
    card = {"name": f"Tác giả {number}", "email": f"tac-gia-{number}@example.vn", "home_unit": unit}
    http.patch("/authors/me", json=card, headers=bearer(token)).raise_for_status()
    return Author(token, unit)


def _texts() -> Iterator[tuple[str, str, str]]:
    """Title, summary and description, for ever."""
    rows = initiatives()
    sentences = [row.summary for row in rows] * 2
    while True:
        for number, row in enumerate(rows):
            yield row.title, row.summary, " ".join(sentences[number : number + SENTENCES])


def _initiative(author: Author, title: str, summary: str, description: str) -> bytes:
    body = {
        "programme": PROGRAMME,
        "unit": author.unit,
        "kind": "technical",
        "field": "y tế",
        "title": title,
        "summary": summary,
        "description": description,
        "first_applied_on": today().isoformat(),
        "claimed_benefit_vnd": 25_000_000,
        "submit": True,
    }
    return json.dumps(body, ensure_ascii=False).encode()
