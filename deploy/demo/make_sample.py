"""Makes sample/*.csv from a folder of reference data: `python -m deploy.demo.make_sample FOLDER`.

Run by hand when the reference data change; the result is committed, and nothing else needs that folder. Only the
columns the demo uses are kept. Two grassroots unions straight under the city and three initiatives are added, so that
the demo shows units that skip a level and figures a unit has of its own.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import typer

SAMPLE = Path(__file__).parent / "sample"
CITY = "can-tho"

UNIT_COLUMNS = ("code", "name", "level", "parent_code", "sector", "ownership", "cluster", "members")
TARGET_COLUMNS = ("unit_code", "phase", "target")
INITIATIVE_COLUMNS = ("title", "summary", "kind", "field", "unit_code", "benefit_vnd", "first_applied")

_CULTURE, _LAW = "nha-van-hoa-ld", "tu-van-phap-luat"

ADDED_UNITS: tuple[tuple[str, ...], ...] = (
    (_CULTURE, "Công đoàn cơ sở Nhà Văn hóa Lao động thành phố", "grassroots", CITY, "other", "state", "", ""),
    (_LAW, "Công đoàn cơ sở Trung tâm Tư vấn pháp luật Công đoàn", "grassroots", CITY, "other", "state", "", ""),
)

ADDED_TARGETS: tuple[tuple[str, ...], ...] = ((_CULTURE, "2", "20"), (_LAW, "2", "10"))

ADDED_INITIATIVES: tuple[tuple[str, ...], ...] = (
    (
        "Bảng theo dõi chỉ tiêu sáng kiến của các đơn vị trực thuộc",
        "Một trang cập nhật mỗi ngày cho thấy đơn vị nào còn thiếu bao nhiêu sáng kiến so với chỉ tiêu.",
        "management",
        "công đoàn",
        CITY,
        "",
        "2022-07-18",
    ),
    (
        "Giá treo phông sân khấu tháo lắp nhanh",
        "Khung ống lồng thay cho giàn giáo, hai người dựng xong phông hội nghị trong nửa giờ.",
        "technical",
        "văn hóa",
        _CULTURE,
        "12000000",
        "2022-12-20",
    ),
    (
        "Sổ tay hỏi đáp pháp luật lao động qua mã QR tại xưởng",
        "Dán mã QR ở bảng tin để công nhân tra câu trả lời và đặt lịch gặp luật sư.",
        "application",
        "tư vấn pháp luật",
        _LAW,
        "",
        "2023-04-10",
    ),
)

Row = Mapping[str, str]


def main(folder: Path) -> None:
    """Write the three sample files from `folder`."""
    units = [*_read(folder / "units.csv"), *_added(UNIT_COLUMNS, ADDED_UNITS)]
    within = _within(CITY, units)
    targets = [row for row in _read(folder / "targets.csv") if row["unit_code"] in within]
    initiatives = [*_read(folder / "initiatives.csv"), *_added(INITIATIVE_COLUMNS, ADDED_INITIATIVES)]
    SAMPLE.mkdir(exist_ok=True)
    _write("units.csv", UNIT_COLUMNS, units)
    _write("targets.csv", TARGET_COLUMNS, [*targets, *_added(TARGET_COLUMNS, ADDED_TARGETS)])
    _write("initiatives.csv", INITIATIVE_COLUMNS, initiatives)


def _within(root: str, units: Iterable[Row]) -> set[str]:
    """The unit and all below it, wherever they stand in the file."""
    parents = {row["code"]: row["parent_code"] for row in units}
    found = set()
    for code in parents:
        above = code
        while above and above != root:
            above = parents.get(above, "")
        if above == root:
            found.add(code)
    return found


def _added(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[Row]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(name: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    with (SAMPLE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    typer.run(main)
