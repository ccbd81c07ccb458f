"""Known values of the lists that grow; writers accept these, readers take any (design §2)."""

from shared.refusals import Text

KINDS: dict[str, Text] = {
    "technical": Text("Giải pháp kỹ thuật", "Technical"),
    "management": Text("Giải pháp quản lý", "Management"),
    "operational": Text("Giải pháp tác nghiệp", "Operational"),
    "application": Text("Ứng dụng tiến bộ kỹ thuật", "Application of technical progress"),
    "research": Text("Đề tài nghiên cứu", "Research"),
}

SECTORS: dict[str, Text] = {
    "production": Text("Sản xuất", "Production"),
    "education": Text("Giáo dục", "Education"),
    "health": Text("Y tế", "Health"),
    "public-administration": Text("Hành chính, sự nghiệp", "Public administration"),
    "business": Text("Kinh doanh, dịch vụ", "Business and services"),
    "other": Text("Khác", "Other"),
}

OWNERSHIPS: dict[str, Text] = {
    "state": Text("Nhà nước", "State"),
    "private": Text("Ngoài nhà nước", "Private"),
    "fdi": Text("Có vốn đầu tư nước ngoài", "Foreign-invested"),
}

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
