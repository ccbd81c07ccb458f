"""`make pictures`: what people get to hold, as the documents show it, made of the sample's own words; under docs/."""

from datetime import date
from pathlib import Path

from services.notify.compose import Certificate, printed
from services.notify.compose.certificate import PAPER
from shared.printing.typesetting import typeset

DOCS = Path(__file__).parent.parent / "docs"
LARGEST = 150_000
CERTIFICATE = Certificate(
    language="vi",
    name="Nguyễn Thị Lan",
    unit="Công đoàn Trường Mầm non Sen Hồng",
    decided_by="Liên đoàn Lao động thành phố Cần Thơ",
    programme="Chương trình “9.000 sáng kiến”",
    title="Xe phơi bán thành phẩm nhiều tầng, phơi và chuyển hàng cùng lúc",
    award="Bằng khen, cấp tỉnh, thành phố",
    level="cấp tỉnh, thành phố",
    amount="1.000.000 đồng",
    decision_number="12/QĐ-LĐLĐ",
    day=date(2023, 3, 1),
    place="Cần Thơ",
    verify_url="https://sang-kien.example.vn/verify/kZ0mJvQqT9u0h2b8X3cYfw",
    revoked=False,
)


def main() -> None:
    """Write them; the same every time."""
    picture = typeset(PAPER, printed(CERTIFICATE), "png")
    if len(picture) > LARGEST:
        raise SystemExit(f"a picture of {len(picture)} bytes is too large for a page of documents")
    (DOCS / "certificate.png").write_bytes(picture)
    print("docs/certificate.png")


if __name__ == "__main__":
    main()
