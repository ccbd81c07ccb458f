"""What can be wrong with the shape of a request, whatever it is about."""

from pydantic_core import PydanticCustomError

from shared.refusals import Complaint

CARRIED = "complaint"
"""Where the context of a `bad_value` has its complaint."""


def bad_value(complaint: Complaint) -> PydanticCustomError:
    """An error for a validator of a schema to raise."""
    return PydanticCustomError("bad_value", "{en}", {CARRIED: complaint, "en": complaint.text.en})


INVALID = Complaint("invalid", "Giá trị này không hợp lệ.", "This value is not valid.")
UNKNOWN_FIELD = Complaint("unknown-field", "Không có mục nào tên như vậy.", "There is no field of this name.")
MUST_BE_EMPTY = Complaint("must-be-empty", "Phải để trống.", "Must be empty.")
FIELD_MISSING = Complaint("field-missing", "Thiếu mục {field}.", "The field {field} is required.")
NOT_JSON = Complaint("not-json", "Nội dung gửi lên không phải JSON đúng cú pháp.", "The body is not well-formed JSON.")
NOT_AN_OBJECT = Complaint(
    "not-an-object",
    "Phải là một đối tượng JSON (application/json).",
    "Must be a JSON object (application/json).",
)
NOT_A_LIST = Complaint("not-a-list", "Phải là một danh sách.", "Must be a list.")
TOO_FEW = Complaint("too-few", "Phải có ít nhất {min} phần tử.", "Must have at least {min} items.")
TOO_MANY = Complaint("too-many", "Không được quá {max} phần tử.", "Must have at most {max} items.")
ONE_OF = Complaint(
    "one-of", "Chỉ nhận một trong các giá trị: {values}.", "Only one of these values is accepted: {values}."
)

NOT_TEXT = Complaint("not-text", "Phải là một đoạn chữ.", "Must be text.")
BAD_CHARACTERS = Complaint("bad-characters", "Chứa ký tự không hợp lệ.", "Contains characters that are not valid.")
CONTROL_CHARACTERS = Complaint(
    "control-characters",
    "Chứa ký tự điều khiển không được phép.",
    "Contains control characters, which are not allowed.",
)
TOO_SHORT = Complaint("too-short", "Phải có ít nhất {min} ký tự.", "Must have at least {min} characters.")
TOO_LONG = Complaint("too-long", "Không được quá {max} ký tự.", "Must have at most {max} characters.")
TOO_LITTLE_SEEN = Complaint(
    "too-little-seen",
    "Phải có ít nhất {min} ký tự nhìn thấy được.",
    "Must have at least {min} characters that can be seen.",
)
NOTHING_SEEN = Complaint("nothing-seen", "Phải có chữ nhìn thấy được.", "Must have something in it that can be seen.")
BAD_FORM = Complaint("bad-form", "Không đúng dạng quy định.", "Does not have the required form.")
BAD_ID = Complaint("bad-id", "Mã định danh không đúng dạng UUID.", "The identifier is not a UUID.")
BAD_ADDRESS = Complaint("bad-address", "Địa chỉ không hợp lệ.", "The address is not valid.")
BAD_EMAIL = Complaint(
    "bad-email", "Địa chỉ e-mail không hợp lệ, ví dụ lan@example.vn.", "Must be an address, as lan@example.vn."
)
UNREACHABLE_EMAIL = Complaint(
    "unreachable-email",
    "Phần trước @ chỉ gồm chữ không dấu, chữ số và dấu như . _ -, ví dụ ten.ho@example.vn.",
    "Before the @ use letters without marks, digits and signs such as . _ -, as in name@example.vn.",
)

NOT_TRUE_OR_FALSE = Complaint("not-true-or-false", "Phải là true hoặc false.", "Must be true or false.")
NOT_WHOLE = Complaint("not-a-whole-number", "Phải là số nguyên, ví dụ 500000.", "Must be a whole number, as 500000.")
NOT_DIGITS = Complaint(
    "not-digits",
    "Phải là số nguyên viết bằng chữ số 0-9, ví dụ 50.",
    "Must be a whole number in digits 0-9, as 50.",
)
NOT_A_NUMBER = Complaint("not-a-number", "Phải là một số, ví dụ 12.5.", "Must be a number, as 12.5.")
TOO_LARGE = Complaint("too-large", "Số quá lớn.", "The number is too large.")
TWO_DECIMALS = Complaint("two-decimals", "Nhiều nhất hai chữ số thập phân.", "At most two decimals.")
MORE_THAN = Complaint("more-than", "Phải lớn hơn {min}.", "Must be greater than {min}.")
AT_LEAST = Complaint("at-least", "Không được nhỏ hơn {min}.", "Must be at least {min}.")
LESS_THAN = Complaint("less-than", "Phải nhỏ hơn {max}.", "Must be less than {max}.")
AT_MOST = Complaint("at-most", "Không được lớn hơn {max}.", "Must be at most {max}.")
MULTIPLE_OF = Complaint("multiple-of", "Phải là bội số của {step}.", "Must be a multiple of {step}.")

BAD_DATE = Complaint(
    "bad-date",
    "Ngày phải có thật và có dạng năm-tháng-ngày, ví dụ 2022-07-15.",
    "The date must exist and be year-month-day, as 2022-07-15.",
)
BAD_MOMENT = Complaint(
    "bad-moment",
    "Thời điểm phải có dạng 2022-07-15T08:30:00Z hoặc 2022-07-15T15:30:00+07:00.",
    "The moment must be written as 2022-07-15T08:30:00Z or 2022-07-15T15:30:00+07:00.",
)
BAD_YEAR = Complaint("bad-year", "Năm phải từ {min} đến {max}.", "The year must be from {min} to {max}.")
BAD_DURATION = Complaint("bad-duration", "Khoảng thời gian không hợp lệ.", "The duration is not valid.")
BAD_TIME = Complaint("bad-time", "Giờ không hợp lệ.", "The time of day is not valid.")
