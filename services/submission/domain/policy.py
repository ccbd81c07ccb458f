"""Whether a scoring policy can be applied, and which version it is (design §4)."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from shared.events.programmes import ProgrammeData
from shared.refusals import BadField, Complaint, Invalid

_TIERS = Complaint("tiers-not-rising", "Mức sau phải cao hơn mức trước", "Each tier must begin above the one before")
_POINTS = Complaint(
    "points-falling", "Điểm của mức sau không được thấp hơn", "A higher tier must not give fewer points"
)
_PEAK = Complaint(
    "no-such-peak", "Chương trình không có đợt cao điểm này", "The programme has no peak window of this name"
)
_CLASSES = Complaint(
    "classes-not-falling",
    "Xếp từ cao xuống thấp, mỗi mức một loại",
    "Classes go from the highest down, each with its own cut-off",
)
_NAMED = Complaint("class-named-twice", "Tên loại bị lặp lại", "Two classes have this name")


def check_policy(programme: ProgrammeData) -> None:
    """Refuse a policy that cannot be applied, with every field that is wrong."""
    bad = [
        *_tiers(programme.policy.get("benefit_tiers", ())),
        *_peaks(programme),
        *_classes(programme.policy.get("grading", {}).get("classes", ())),
    ]
    if bad:
        raise Invalid(fields=bad)


def policy_after(before: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The policy with its version: the standing one's while the content is the same, else a higher one."""
    if not wanted:
        return {}
    if before is None or not before:
        return dict(wanted)
    standing = before.get("version", 0)
    same = _content(before) == _content(wanted)
    return {**wanted, "version": standing if same else max(wanted.get("version", 0), standing + 1)}


def _content(policy: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in policy.items() if name != "version"}


def _tiers(tiers: Any) -> Iterator[BadField]:
    for place, (lower, upper) in enumerate(pairwise(tiers), start=1):
        if upper["from_vnd"] <= lower["from_vnd"]:
            yield BadField(f"policy.benefit_tiers.{place}.from_vnd", _TIERS)
        if upper["points"] < lower["points"]:
            yield BadField(f"policy.benefit_tiers.{place}.points", _POINTS)


def _peaks(programme: ProgrammeData) -> Iterator[BadField]:
    known = {peak.name for peak in programme.peaks}
    for name in programme.policy.get("peaks", ()):
        if name not in known:
            yield BadField(f"policy.peaks.{name}", _PEAK)


def _classes(classes: Any) -> Iterator[BadField]:
    names = [one["name"] for one in classes]
    for place, (higher, lower) in enumerate(pairwise(classes), start=1):
        if lower["from_percent"] >= higher["from_percent"]:
            yield BadField(f"policy.grading.classes.{place}.from_percent", _CLASSES)
        if lower["name"] in names[:place]:
            yield BadField(f"policy.grading.classes.{place}.name", _NAMED)
