"""Suggestions for lists that grow. The known codes are in shared.reference."""

FIELDS: tuple[str, ...] = (
    "cải cách hành chính",
    "chế biến nông sản",
    "chế biến thủy sản",
    "công đoàn",
    "công nghệ thông tin",
    "cơ khí",
    "điện tử",
    "giáo dục mầm non",
    "giáo dục phổ thông",
    "giáo dục tiểu học",
    "giao thông",
    "may mặc",
    "môi trường đô thị",
    "nông nghiệp",
    "y tế",
)
"""Suggestions only: the field of work is told in the author's own words."""
