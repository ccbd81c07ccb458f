"""A small world for the report: three unions, one programme, and requests as the player would note them."""

from typing import Any

from deploy.demo.ledger import Sent

UNITS: dict[str, dict[str, str]] = {
    code: {
        "code": code,
        "parent_code": parent,
        "level": level,
        "sector": sector,
        "ownership": ownership,
        "cluster": cluster,
    }
    for code, parent, level, sector, ownership, cluster in (
        ("tinh", "", "provincial", "other", "state", ""),
        ("quan-a", "tinh", "upper", "other", "state", "cum-1"),
        ("quan-b", "tinh", "upper", "other", "state", "cum-1"),
        ("nha-may", "quan-a", "grassroots", "production", "fdi", ""),
        ("truong", "quan-b", "grassroots", "education", "state", ""),
    )
}

PROGRAMME: dict[str, Any] = {
    "phases": [{"code": "P2", "starts_on": "2022-06-01", "ends_on": "2023-09-30"}],
    "peaks": [
        {"name": "thang", "starts_on": "2023-05-01", "ends_on": "2023-05-31"},
        {"name": "tuan", "starts_on": "2023-05-15", "ends_on": "2023-05-21"},
    ],
    "target_basis": "registered",
    "policy": {
        "base": {"grassroots": {"default": 10, "research": 15}, "upper": {"default": 20}},
        "sector": {"production": 120},
        "ownership": {"fdi": 125},
        "peaks": {"thang": 130, "tuan": 150},
        "benefit_tiers": [{"from_vnd": 1000, "points": 5}, {"from_vnd": 5000, "points": 9}],
        "rewards": {"giay-khen": {"default": 5, "upper": 8}},
    },
}


def sent(service: str, method: str, path: str, body: Any, answer: Any = None, who: str = "lan") -> Sent:
    """A request that was done."""
    return Sent(service, method, path, body, who, 200, answer or {})


def setting() -> list[Sent]:
    """The programme, its targets, and three people: Lan and Minh have e-mail, Hoa has none."""
    file = "unit_code,phase,target\ntinh,total,30\nquan-a,P2,3\nquan-b,P2,7\n"
    return [
        sent("submission", "PUT", "/programmes/ct", PROGRAMME),
        sent("submission", "POST", "/programmes/ct/targets", file),
        sent("submission", "PATCH", "/authors/me", {"home_unit": "nha-may", "email": "lan@example.vn"}, {"id": "LAN"}),
        sent(
            "submission",
            "PATCH",
            "/authors/me",
            {"home_unit": "truong", "email": "minh@example.vn"},
            {"id": "MINH"},
            "minh",
        ),
        sent("submission", "POST", "/authors", {"home_unit": "nha-may"}, {"id": "HOA"}, "minh"),
    ]


def entered(id_: str, *authors: str, unit: str = "nha-may", at: str = "2022-07-05T03:00:00+00:00", **more: Any) -> Sent:
    """An initiative submitted at once, by Lan unless `who` says otherwise."""
    who = more.pop("who", "lan")
    share = 100 // len(authors)
    body = {
        "programme": "ct",
        "unit": unit,
        "kind": "technical",
        "registered_at": at,
        "submit": True,
        "authors": [{"id": author, "share": share} for author in authors],
        **more,
    }
    return sent("submission", "POST", "/initiatives", body, {"id": id_}, who)


def approved(id_: str, award: str, unit: str = "nha-may") -> Sent:
    """An approval whose id is `award`."""
    body = {"act": "approve", "as_unit": unit, "decision_number": award}
    answer = {"approvals": [{"id": award, "decision_number": award}], "rewards": []}
    return sent("review", "POST", f"/cases/{id_}/decision", body, answer, "hd")


def turned_down(id_: str, act: str) -> Sent:
    """Returned or rejected."""
    return sent("review", "POST", f"/cases/{id_}/decision", {"act": act, "as_unit": "nha-may"}, {}, "hd")


def rewarded(id_: str, award: str, unit: str = "nha-may") -> Sent:
    """A certificate of merit whose id is `award`."""
    body = {"form": "giay-khen", "as_unit": unit, "decision_number": award}
    answer = {"approvals": [], "rewards": [{"id": award, "decision_number": award}]}
    return sent("review", "POST", f"/cases/{id_}/reward", body, answer, "hd")


def revoked(id_: str, **award: str) -> Sent:
    """approval_id or reward_id taken back."""
    return sent("review", "POST", f"/cases/{id_}/revocation", {"as_unit": "nha-may", **award}, {}, "hd")
