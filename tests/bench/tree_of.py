"""A tree as large as the country's: 63 provinces, 1,260 upper unions, and grassroots unions up to a given number."""

from shared.units import Level, Unit, UnitTree

_KINDS = (
    "Trường Tiểu học",
    "Trường THCS",
    "Trạm Y tế",
    "Công ty TNHH",
    "Ủy ban nhân dân",
    "Bệnh viện",
    "Xí nghiệp may",
)
PROVINCES, UPPERS = 63, 20


def tree_of(units: int) -> UnitTree:
    """The tree; `tld` is its root, `p0` a province, `p0-u0` an upper union, `p0-u0-g0` a grassroots one."""
    made = [Unit("tld", "Tổng Liên đoàn Lao động Việt Nam", Level.NATIONAL)]
    for p in range(PROVINCES):
        made.append(Unit(f"p{p}", f"LĐLĐ tỉnh số {p}", Level.PROVINCIAL, "tld"))
        made += [Unit(f"p{p}-u{u}", f"LĐLĐ huyện {u} của tỉnh {p}", Level.UPPER, f"p{p}") for u in range(UPPERS)]
    left = max(0, units - len(made))
    for n in range(left):
        above = f"p{n % PROVINCES}-u{n // PROVINCES % UPPERS}"
        name = f"Công đoàn {_KINDS[n % len(_KINDS)]} Nguyễn Văn Đồng {n}"
        made.append(Unit(f"{above}-g{n // PROVINCES // UPPERS}", name, Level.GRASSROOTS, above, members=20 + n % 300))
    return UnitTree(made, version=1)
