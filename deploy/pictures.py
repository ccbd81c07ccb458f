"""`make pictures`: what people see and get to hold, as the documents show it, made of the sample; under docs/."""

from datetime import date
from pathlib import Path

from deploy.screens import pictures
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
    """Write them. The certificate is the same every time; pages show the sample of today."""
    _write("certificate.png", typeset(PAPER, printed(CERTIFICATE), "png"))
    for name, picture in pictures().items():
        _write(name, picture)


def _write(name: str, picture: bytes) -> None:
    if len(picture) > LARGEST:
        raise SystemExit(f"{name}: a picture of {len(picture)} bytes is too large for a page of documents")
    (DOCS / name).write_bytes(picture)
    print(f"docs/{name}: {len(picture) // 1000} KB")


if __name__ == "__main__":
    main()
