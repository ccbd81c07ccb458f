"""Codes that several services say to people, in one wording: kinds, sectors, ownership, reasons, forms of reward.

Writers accept these alone; a reader takes any, since the lists grow (design §2).
"""

from typing import Literal

from shared.refusals import Text
from shared.units import Level

ReasonCode = Literal[
    "missing-description",
    "not-new",
    "no-effect-shown",
    "wrong-unit",
    "duplicate",
    "not-initiative",
    "wrong-authors",
    "other",
]
"""Why something is returned, rejected or taken back."""

RewardForm = Literal[
    "giay-khen",
    "bang-khen",
    "bang-lao-dong-sang-tao",
    "money",
    "other",
]

LEVELS: dict[Level, Text] = {
    Level.NATIONAL: Text("cấp toàn quốc", "national level"),
    Level.PROVINCIAL: Text("cấp tỉnh, thành phố", "provincial level"),
    Level.UPPER: Text("cấp trên trực tiếp cơ sở", "upper level"),
    Level.GRASSROOTS: Text("cấp cơ sở", "grassroots level"),
    Level.SUBDIVISION: Text("cấp bộ phận", "subdivision level"),
}

REASONS: dict[str, Text] = {
    "missing-description": Text(
        "Phần mô tả chưa đủ rõ: cần nói cụ thể đã làm gì, làm như thế nào.",
        "The description is not clear enough: please say what was done and how.",
    ),
    "not-new": Text(
        "Chưa thấy điểm mới so với cách làm đã có tại đơn vị.",
        "It does not yet show what is new compared with how the work is already done.",
    ),
    "no-effect-shown": Text(
        "Chưa nêu hiệu quả mang lại: cần thêm số liệu hoặc ví dụ.",
        "Its effect is not shown yet: please add figures or an example.",
    ),
    "wrong-unit": Text("Sáng kiến được gửi chưa đúng đơn vị.", "It was sent to the wrong unit."),
    "duplicate": Text("Nội dung trùng với một sáng kiến đã gửi.", "It repeats an initiative already sent in."),
    "not-initiative": Text(
        "Nội dung chưa phải là một sáng kiến theo quy định của chương trình.",
        "It is not an initiative as the programme defines one.",
    ),
    "wrong-authors": Text(
        "Danh sách tác giả hoặc tỷ lệ đóng góp chưa đúng.",
        "The list of authors, or their shares, is not right.",
    ),
    "other": Text("Lý do khác, nêu trong lời nhắn dưới đây.", "Another reason, given in the note below."),
}

REWARD_FORMS: dict[str, Text] = {
    "giay-khen": Text("Giấy khen", "Certificate of commendation (giấy khen)"),
    "bang-khen": Text("Bằng khen", "Certificate of merit (bằng khen)"),
    "bang-lao-dong-sang-tao": Text("Bằng Lao động sáng tạo", "Creative Labour diploma (bằng lao động sáng tạo)"),
    "money": Text("Tiền thưởng", "A sum of money"),
    "other": Text("Hình thức khen thưởng khác", "Another form of reward"),
}

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
