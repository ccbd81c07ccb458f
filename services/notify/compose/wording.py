"""How codes, money and days are said to people, in both languages."""

from datetime import date

from shared.refusals import Text
from shared.units import Level

REASONS = {
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

LEVELS = {
    Level.NATIONAL: Text("cấp toàn quốc", "national level"),
    Level.PROVINCIAL: Text("cấp tỉnh, thành phố", "provincial level"),
    Level.UPPER: Text("cấp trên trực tiếp cơ sở", "level above the grassroots"),
    Level.GRASSROOTS: Text("cấp cơ sở", "grassroots level"),
    Level.SUBDIVISION: Text("cấp bộ phận", "subdivision level"),
}

FORMS = {
    "giay-khen": Text("Giấy khen", "Certificate of commendation (giấy khen)"),
    "bang-khen": Text("Bằng khen", "Certificate of merit (bằng khen)"),
    "bang-lao-dong-sang-tao": Text("Bằng Lao động sáng tạo", "Creative Labour diploma (bằng lao động sáng tạo)"),
    "money": Text("Tiền thưởng", "A sum of money"),
    "other": Text("Hình thức khen thưởng khác", "Another form of reward"),
}


def reason(code: str, language: str) -> str:
    """A reason code in plain words; one of a later version is given as it is."""
    return REASONS[code].in_language(language) if code in REASONS else code


def level(value: Level, language: str) -> str:
    """A union level."""
    return LEVELS[value].in_language(language)


def form(code: str | None, language: str) -> str | None:
    """A form of reward; one of a later version is given as it is."""
    return FORMS[code].in_language(language) if code in FORMS else code


def money(vnd: int, language: str) -> str:
    """An amount as people write it: 1.000.000 đồng, or VND 1,000,000."""
    return f"VND {vnd:,}" if language == "en" else f"{vnd:,}".replace(",", ".") + " đồng"


def day(value: date | None, language: str) -> str | None:
    """A day as people write it: 01/03/2023, or 1 March 2023."""
    if value is None:
        return None
    return f"{value.day} {value:%B %Y}" if language == "en" else f"{value:%d/%m/%Y}"
