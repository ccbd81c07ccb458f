"""Events as hostile as JSON lets them be, of the shape their types declare: for what must survive any of them."""

import json
from datetime import date
from types import UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import AwareDatetime, BaseModel

from shared.events.topics import Topic
from shared.messaging.consumer import Record
from shared.messaging.parsing import parse
from tests.unit.messaging.test_work import Raw

ID = "0b9f8a3e-0000-4000-8000-000000000001"
WHOLE = st.sampled_from([0, 1, 2, 50, 100, 10**12, 10**15, 2**53 + 1, 2**63 - 1]) | st.sampled_from(
    [-1, 2**63, 10**30, -(10**30)]
)
DAYS = st.sampled_from(["0001-01-01", "0022-07-15", "1900-01-01", "2022-07-01", "2024-02-29", "9999-12-31"])
MOMENTS = st.sampled_from(
    [
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "1899-12-31T23:59:59.999999-23:59",
        "2022-07-01T00:00:00.123456+07:00",
        "2999-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59.999999-23:59",
    ]
)
WORDS = st.sampled_from(
    ["", "P1", "p", "u", "technical", "2022-Q3", "2022-W60", "peak:x", "a/b", "$where", "a\0b", "ẵ"]
)
TEXT = WORDS | st.just("ẵ" * 301) | st.just(5000).map("😀".__mul__)
NUMBERS = WHOLE | st.sampled_from([0.5, 1e400, float("nan"), float("-inf")])
SHAPELESS = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=6,
)
TABLES = st.dictionaries(st.sampled_from(["grassroots", "default", "technical", "x"]), NUMBERS, max_size=3)
POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "version": NUMBERS,
        "base": st.dictionaries(st.sampled_from(["grassroots", "national", "x"]), TABLES, max_size=2),
        "sector": TABLES,
        "ownership": TABLES,
        "peaks": TABLES,
        "benefit_tiers": st.lists(st.fixed_dictionaries({"from_vnd": NUMBERS, "points": NUMBERS}), max_size=2),
        "rewards": st.dictionaries(WORDS, TABLES, max_size=2),
        "grading": SHAPELESS,
        "$ref": SHAPELESS,
        "deep": st.just(json.loads("[" * 150 + "]" * 150)),
    },
)


def of(annotation: Any) -> SearchStrategy[Any]:
    """JSON for a field: of its type, at and beyond its edges."""
    origin, inner = get_origin(annotation), get_args(annotation)
    made: SearchStrategy[Any]
    if origin is Annotated:
        made = of(inner[0])
    elif origin in (Union, UnionType):
        made = st.none() | st.one_of([of(each) for each in inner if each is not type(None)])
    elif origin is tuple:
        made = st.lists(of(inner[0]), max_size=3)
    elif origin is dict:
        made = POLICIES if inner[1] is Any else st.dictionaries(WORDS, WHOLE, max_size=3)
    elif annotation in _PLAIN:
        made = _PLAIN[annotation]
    elif issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        made = st.fixed_dictionaries(
            {name: NAMED[name] if name in NAMED else of(field.annotation) for name, field in fields}
        )
    else:
        made = st.sampled_from([member.value for member in annotation])
    return made


VERSIONS = st.sampled_from([1, 2, 3, 2**63 - 1])
COUNTS = st.sampled_from([0, 1, 10**9, 10**15, 2**63, 10**30])
NAMED: dict[str, SearchStrategy[Any]] = {
    **dict.fromkeys(("version", "content_version"), VERSIONS),
    **dict.fromkeys(("submission_version", "tree_version"), VERSIONS),
    **dict.fromkeys(("amount_vnd", "decision_days"), COUNTS),
    **dict.fromkeys(("claimed_benefit_vnd", "verified_benefit_vnd", "members"), st.none() | COUNTS),
    **dict.fromkeys(("unit", "programme", "home_unit", "root_unit", "code"), WORDS),
    **dict.fromkeys(("parent", "merged_into"), st.none() | WORDS),
    "title": TEXT.map(lambda text: text[:300]),
    "summary": TEXT.map(lambda text: text[:1000]),
    "share": st.integers(1, 100),
    "leads": st.lists(WORDS, max_size=3),
}
"""What no API ever took in these fields is invalid, or hardly anything that is made could be read."""


_PLAIN: dict[Any, SearchStrategy[Any]] = {
    int: WHOLE,
    str: TEXT,
    bool: st.booleans(),
    UUID: st.uuids().map(str) | st.just(ID),
    date: DAYS,
    AwareDatetime: MOMENTS,
}


def records(topic: Topic) -> SearchStrategy[Record]:
    """Records of a topic that can be read, whatever they say."""
    kinds = st.sampled_from([*topic.types, "x", "", "vn.sangkien.initiative.praised.v1", "…" * 1000])
    assert topic.data is not None
    bodies = st.fixed_dictionaries(
        {
            "specversion": st.just("1.0"),
            "id": st.just(ID),
            "source": st.just(topic.source),
            "type": kinds,
            "subject": st.just(ID),
            "time": MOMENTS,
            "datacontenttype": st.just("application/json"),
            "traceparent": st.none() | TEXT,
            "data": of(topic.data),
        }
    )
    raws = bodies.map(lambda body: Raw(topic.name, 0, 1, ID.encode(), json.dumps(body).encode()))
    parsed = raws.map(parse)
    return parsed.filter(lambda each: isinstance(each, Record)).map(lambda record: cast("Record", record))
