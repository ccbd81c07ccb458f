"""The scoring policy as a form of points and percents, and as submission and ranking take it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from portal.admin.rows import fields_of_rows, filled, typed_rows
from portal.domain import amounts, counts, figures
from portal.web.forms import Form

LEVELS: Final = ("subdivision", "grassroots", "upper", "provincial", "national")
DEFAULT: Final = "default"
TIERS: Final = ("from_vnd", "points")
CLASSES: Final = ("name", "from_percent", "min_submitters_per_100")
MOST_TIERS, MOST_CLASSES = 100, 20
PREFIX: Final = "policy."
TABLES: Final = ("base", "rewards")
FACTORS: Final = ("sector", "ownership")
Words = Callable[[str], str]


def form_of_policy(policy: Mapping[str, Any], peaks: Sequence[str], revision: int | None) -> Form:
    """The form with a policy as it stands; a peak stands in the place it has in the programme."""
    form = Form({"revision": str(revision or "")})
    for table in TABLES:
        for outer, row in policy.get(table, {}).items():
            form.values |= {f"{table}.{outer}.{inner}": figures.whole(points) for inner, points in row.items()}
    for table in FACTORS:
        form.values |= {f"{table}.{code}": str(percent) for code, percent in policy.get(table, {}).items()}
    places = {name: place for place, name in enumerate(peaks)}
    by_peak = policy.get("peaks", {})
    form.values |= {f"peaks.{places[name]}": str(percent) for name, percent in by_peak.items() if name in places}
    for row, tier in enumerate(policy.get("benefit_tiers", ())):
        form.values |= {f"tiers.{row}.{name}": figures.whole(tier[name]) for name in TIERS}
    for row, one in enumerate((policy.get("grading") or {}).get("classes", ())):
        form.values |= {f"classes.{row}.{name}": _decimal_shown(one.get(name)) for name in CLASSES}
    return form


def policy_of(form: Form, known: Mapping[str, Sequence[str]], peaks: Sequence[str], words: Words) -> dict[str, Any]:
    """The policy that was typed; blank means neutral, and what cannot be read gets a sentence.

    `known` are the codes of kinds, sectors, ownerships and forms of reward.
    """
    tables = {
        "base": (LEVELS, (*known["kinds"], DEFAULT)),
        "rewards": (known["reward_forms"], (*LEVELS, DEFAULT)),
    }
    policy: dict[str, Any] = {}
    for table, (outer, inner) in tables.items():
        rows = {one: _numbers(form, {two: f"{table}.{one}.{two}" for two in inner}, words) for one in outer}
        policy[table] = {one: row for one, row in rows.items() if row}
    for table, codes in (("sector", known["sectors"]), ("ownership", known["ownerships"])):
        policy[table] = _numbers(form, {code: f"{table}.{code}" for code in codes}, words)
    policy["peaks"] = _numbers(form, {name: f"peaks.{place}" for place, name in enumerate(peaks)}, words)
    policy["benefit_tiers"] = _tiers(form, words)
    classes = _classes(form, words)
    return policy | ({"grading": {"classes": classes}} if classes else {})


def fields_of_the_api(form: Form, peaks: Sequence[str]) -> dict[str, str]:
    """The services' names of what they refuse, and ours, where these differ from the prefix alone."""
    tiers = filled(form, "tiers", TIERS, MOST_TIERS)
    classes = filled(form, "classes", CLASSES, MOST_CLASSES)
    rows = {
        **{f"benefit_tiers{name[5:]}": ours for name, ours in fields_of_rows("tiers", TIERS, tiers).items()},
        **{f"grading.{name}": ours for name, ours in fields_of_rows("classes", CLASSES, classes).items()},
        **{f"peaks.{name}": f"peaks.{place}" for place, name in enumerate(peaks)},
    }
    typed = {name: name for name in form.values if name.startswith((*TABLES, *FACTORS))}
    return {f"{PREFIX}{name}": ours for name, ours in {**typed, **rows}.items()}


def _numbers(form: Form, names: Mapping[str, str], words: Words) -> dict[str, int]:
    read = {code: whole_number(form, name, words) for code, name in names.items()}
    return {code: number for code, number in read.items() if number is not None}


def whole_number(form: Form, name: str, words: Words) -> int | None:
    """A count as people write it; None when nothing was typed, or a sentence stands at the field."""
    try:
        return counts.parse(form.value(name))
    except counts.NotCount:
        form.add(name, words("Viết số nguyên bằng chữ số"))
        return None


def _tiers(form: Form, words: Words) -> list[dict[str, int]]:
    rows = filled(form, "tiers", TIERS, MOST_TIERS)
    found = []
    for row in rows:
        amount = amount_of(form, f"tiers.{row}.from_vnd", words)
        points = whole_number(form, f"tiers.{row}.points", words)
        for name, value in (("from_vnd", amount), ("points", points)):
            if value is None:
                form.add(f"tiers.{row}.{name}", words("Điền cả hai ô của dòng này"))
        found.append({"from_vnd": amount or 0, "points": points or 0})
    return found


def amount_of(form: Form, name: str, words: Words) -> int | None:
    """Đồng, as people type it."""
    try:
        return amounts.parse(form.value(name))
    except amounts.Unclear:
        form.add(name, words("Viết số tiền như 12tr, 12,5 triệu hoặc 12.000.000"))
        return None


def _classes(form: Form, words: Words) -> list[dict[str, Any]]:
    rows = filled(form, "classes", CLASSES, MOST_CLASSES)
    found = []
    for row, typed in zip(rows, typed_rows(form, "classes", CLASSES, rows), strict=True):
        if not typed["name"]:
            form.add(f"classes.{row}.name", words("Nhập tên loại"))
        percent = _decimal(form, f"classes.{row}.from_percent", words)
        if percent is None:
            form.add(f"classes.{row}.from_percent", words("Nhập phần trăm chỉ tiêu, ví dụ 88,5"))
        least = _decimal(form, f"classes.{row}.min_submitters_per_100", words)
        one = {"name": typed["name"], "from_percent": percent}
        found.append(one if least is None else {**one, "min_submitters_per_100": least})
    return found


def _decimal(form: Form, name: str, words: Words) -> float | None:
    text = form.value(name).strip().removesuffix("%").strip().replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1000:  # noqa: PLR2004 - percent
        form.add(name, words("Viết số như 88,5"))
        return None
    return number


def _decimal_shown(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
