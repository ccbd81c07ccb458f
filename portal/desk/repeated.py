"""Whether an act that was refused is one's own, done a moment ago: a second click, or a second try after no answer."""

from typing import Any, Final

from portal.domain import amounts
from portal.web.forms import Form

DECISIONS: Final = {
    "approve": "approved",
    "return": "returned",
    "reject": "rejected",
    "decline": "declined",
    "ask-revocation": "revocation-asked",
}
"""What the history calls each decision."""


def is_done_already(what: str, case: dict[str, Any], form: Form, me: str) -> bool:
    """Whether the case stands as this very form would have it: by who holds it, else by its last line."""
    if what == "claim":
        return bool(case["claim"] and case["claim"]["holder"] == me)
    if what == "release":
        return case["claim"] is None
    last = case["history"][-1] if case["history"] else None
    if last is None or last["by"] != me:
        return False
    if what == "decide":
        return _is_decision(last, form)
    if what == "reward":
        given = [one for one in case["rewards"] if one["id"] == last["subject"]]
        return str(last["act"]) == "rewarded" and any(_is_reward(one, form) for one in given)
    return bool(last["act"] == "reassessed" and last["verified_benefit_vnd"] == _amount(form, "verified_benefit_vnd"))


def is_revoked_already(case: dict[str, Any], subject: str, me: str) -> bool:
    """Whether the visitor's last act on it took back this approval or reward."""
    last = case["history"][-1] if case["history"] else None
    return last is not None and (last["by"], last["act"], last["subject"]) == (me, "revoked", subject)


def _is_decision(last: dict[str, Any], form: Form) -> bool:
    act = form.value("act")
    number = form.value("decision_number").strip() if act == "approve" else ""
    sent = (DECISIONS.get(act), form.whole("content_version"), number, form.value("comment").strip())
    texts = (last[name] or "" for name in ("decision_number", "comment"))
    return sent == (last["act"], last["content_version"], *texts)


def _is_reward(reward: dict[str, Any], form: Form) -> bool:
    typed = (form.value("reward_form"), form.value("decision_number").strip(), form.value("decided_on"))
    return typed == (reward["form"], reward["decision_number"], reward["decided_on"]) and (
        (reward["amount_vnd"] or None) == (_amount(form, "amount_vnd") or None)
    )


def _amount(form: Form, name: str) -> int | None:
    try:
        return amounts.parse(form.value(name))
    except amounts.Unclear:
        return None
