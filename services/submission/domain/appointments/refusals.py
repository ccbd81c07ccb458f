"""What the rules of appointments and invitations say no to."""

from services.submission.domain.refusals import Unacceptable
from shared.refusals import BadField, Complaint, Forbidden, Refusal, Text

MAY_NOT_APPOINT = Complaint(
    "may-not-appoint",
    "Anh/chị không được giao, đổi hay chấm dứt vai trò {role} ở đơn vị {unit}; người làm thay không giao cho ai",
    "You may not appoint, change or end the role {role} at {unit}; deputies appoint nobody",
)
NOT_YOURS_TO_SHARE = Complaint(
    "no-role-to-stand-for",
    "Chỉ người giữ vai trò {role} ở chính đơn vị {unit} mới cử được người làm thay mình",
    "Only who holds the role {role} at {unit} itself has a deputy",
)
TOO_MANY = Complaint(
    "too-many-appointments-of-one",
    "Mỗi người tối đa {most} vai trò; hãy giao một vai trò ở đơn vị cấp trên thay cho nhiều đơn vị dưới",
    "At most {most} a person; appoint on a unit above instead of many below it",
)
IN_THE_PAST = Complaint("begins-in-the-past", "Không giao từ một thời điểm đã qua", "It cannot begin in the past")
TOO_FAR_AHEAD = Complaint(
    "planned-too-far-ahead", "Chỉ giao trước tối đa một năm", "It is planned at most a year ahead"
)
ENDS_TOO_SOON = Complaint(
    "ends-too-soon", "Phải kết thúc sau khi bắt đầu và sau lúc này", "It has to end after it begins, and after now"
)
HAS_BEGUN = Complaint(
    "has-begun", "Vai trò đã bắt đầu, không đổi được ngày bắt đầu", "It has begun; its beginning stays"
)
DEPUTY_WITHOUT_END = Complaint(
    "deputy-without-end", "Người làm thay cần có ngày kết thúc", "A deputy needs a day to end on"
)
DEPUTY_TOO_LONG = Complaint(
    "deputy-too-long",
    "Vai trò của anh/chị do nơi đăng nhập cấp: người làm thay tối đa {days} ngày",
    "Your role comes from who signed you in: a deputy lasts at most {days} days",
)
DEPUTY_OUTLASTS = Complaint(
    "deputy-outlasts",
    "Người làm thay không giữ lâu hơn người mình làm thay",
    "A deputy lasts no longer than whom they stand for",
)


class AppointerNeeded(Forbidden):
    """Appointing takes a leader or administrator of the unit or of one above, never a deputy."""

    slug = "appointer-needed"
    title = Text(
        "Việc này cần lãnh đạo hoặc quản trị viên có thẩm quyền của đơn vị hoặc cấp trên",
        "This takes a leader or administrator of the unit or of one above",
    )

    @classmethod
    def to(cls, role: str, unit: str) -> "AppointerNeeded":
        """The refusal, naming what could not be appointed."""
        return cls(fields=[BadField("role", MAY_NOT_APPOINT.given(role=role, unit=unit))])

    @classmethod
    def in_place_of(cls, role: str, unit: str) -> "AppointerNeeded":
        """The refusal of a deputy of somebody who is not what the deputy would be."""
        return cls(fields=[BadField("role", NOT_YOURS_TO_SHARE.given(role=role, unit=unit))])


class OwnAppointment(Forbidden):
    """Nobody appoints themselves, or widens what they may do."""

    slug = "own-appointment"
    title = Text("Không ai tự giao hay tự gia hạn vai trò của mình", "Nobody appoints themselves")

    @classmethod
    def at(cls, field: str) -> "OwnAppointment":
        """The refusal, naming the field."""
        return cls(fields=[BadField(field, cls.itself())])


class DeputiesOfEachOther(Refusal):
    """Two who act in each other's place would never end."""

    slug = "deputies-of-each-other"
    title = Text(
        "Anh/chị đang làm thay người này, nên họ không làm thay anh/chị được",
        "You are this person's deputy, so they cannot be yours",
    )

    @classmethod
    def at(cls, field: str) -> "DeputiesOfEachOther":
        """The refusal, naming the field."""
        return cls(fields=[BadField(field, cls.itself())])


class TooManyDeputies(Refusal):
    """So many deputies of one person are nobody's."""

    slug = "too-many-deputies"
    title = Text("Anh/chị đã có quá nhiều người làm thay", "You have too many deputies")


class UnknownAppointee(Unacceptable):
    """No card that the appointer may know has this id."""

    slug = "unknown-appointee"
    title = Text("Không có hồ sơ này trong đơn vị", "There is no such card in the unit")


class CardNotConfirmed(Unacceptable):
    """Whoever has an account says themselves where they work; somebody of the unit must have vouched for it."""

    slug = "card-not-confirmed"
    title = Text(
        "Hồ sơ này chưa được đơn vị xác nhận: hãy xác nhận trước, hoặc gửi lời mời",
        "Nobody of the unit has confirmed this card; have it confirmed first, or send an invitation",
    )


class CardIsAppointed(Forbidden):
    """Who joins an appointed card to an account hands on what it may do: that takes who could appoint to it."""

    slug = "card-is-appointed"
    title = Text(
        "Hồ sơ này đã được giao vai trò: chỉ người giao được vai trò ấy mới nối nó với một tài khoản",
        "This card is appointed to something: only who could appoint to it joins it to an account",
    )


class AlreadyAppointed(Refusal):
    """The person holds this very post in that time."""

    slug = "already-appointed"
    title = Text("Người này đã được giao vai trò này", "This person is appointed to this already")


class TooManyAppointments(Refusal):
    """So many appointments of one person are nobody's office any more."""

    slug = "too-many-appointments"
    title = Text("Người này đã có quá nhiều vai trò", "This person has too many appointments")

    @classmethod
    def beyond(cls, most: int) -> "TooManyAppointments":
        """The refusal, naming the bound."""
        return cls(TOO_MANY.given(most=most).text)


class BadTerm(Unacceptable):
    """An appointment begins now or later, and ends after that."""

    slug = "bad-term"
    title = Text("Thời hạn không hợp lệ", "The term is not valid")


class UnknownInvitation(Refusal):
    """No invitation has this secret."""

    slug = "unknown-invitation"
    status = 404
    title = Text("Mã mời không đúng", "There is no such invitation")


class InvitationExpired(Refusal):
    """It was not accepted in time."""

    slug = "invitation-expired"
    status = 410
    title = Text("Lời mời đã hết hạn, hãy xin lời mời mới", "The invitation has expired; ask for a new one")


class InvitationUsed(Refusal):
    """It was accepted already, or taken back."""

    slug = "invitation-used"
    title = Text("Lời mời đã được dùng hoặc đã bị thu lại", "The invitation was used already, or taken back")


class InvitationForAnother(Forbidden):
    """It names an address, and the caller has not proved to have it."""

    slug = "invitation-for-another"
    title = Text(
        "Lời mời này dành cho một địa chỉ e-mail khác: hãy đăng nhập bằng địa chỉ đã được xác minh ấy",
        "This invitation is for another e-mail address; sign in with that address, verified",
    )


class EmailNotProved(Forbidden):
    """Whoever confirms has to see an address that somebody has proved."""

    slug = "email-not-proved"
    title = Text(
        "Hãy xác minh địa chỉ e-mail ở nơi đăng nhập rồi nhận lời lại",
        "Verify your e-mail address where you sign in, then accept again",
    )


class InviterMayNot(Refusal):
    """Whoever invited may no longer appoint to this."""

    slug = "inviter-may-not"
    title = Text(
        "Người mời không còn thẩm quyền; hãy xin lời mời của người khác",
        "Whoever invited you may no longer do so; ask somebody else for an invitation",
    )


class InvitationNotAccepted(Refusal):
    """Nobody has accepted it yet."""

    slug = "invitation-not-accepted"
    title = Text("Chưa có ai nhận lời mời này", "Nobody has accepted this invitation yet")


class TooManyInvitations(Refusal):
    """So many open invitations are nobody's plan any more."""

    slug = "too-many-invitations"
    title = Text(
        "Đã có quá nhiều lời mời đang chờ; hãy thu lại những lời mời không dùng",
        "Too many invitations are open; take back those that are not needed",
    )
