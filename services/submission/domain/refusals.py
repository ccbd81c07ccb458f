"""What the rules of submission say no to; each has its own problem type, stable for ever."""

from shared.refusals import BadField, Complaint, Forbidden, Refusal, Text

NOT_OVER_UNIT = Complaint(
    "not-over-unit", "Anh/chị không được nhập thay cho đơn vị {unit}", "You may not enter for the unit {unit}"
)

SHARE_TO_GIVE = Complaint(
    "share-to-give", "Tác giả thứ nhất chỉ chia được tối đa {most} %", "The first author can give at most {most} %"
)


class Unacceptable(Refusal):
    """Base of refusals of what a request says (422)."""

    status = 422

    @classmethod
    def at(cls, field: str, complaint: Complaint | None = None) -> "Unacceptable":
        """This refusal, naming the field it is about."""
        return cls(complaint.text if complaint else None, fields=[BadField(field, complaint or cls.itself())])


class UnknownUnit(Unacceptable):
    """No unit has this code."""

    slug = "unknown-unit"
    title = Text("Không có đơn vị này", "There is no such unit")


class MergedUnit(Unacceptable):
    """The unit was merged; its heir takes its initiatives."""

    slug = "merged-unit"
    title = Text("Đơn vị đã sáp nhập vào đơn vị khác", "The unit was merged into another")


class ClosedUnit(Unacceptable):
    """The unit was dissolved or closed."""

    slug = "closed-unit"
    title = Text("Đơn vị đã đóng hoặc giải thể", "The unit is closed")


class UnitOutsideProgramme(Unacceptable):
    """Only units within the programme's root unit take part in it."""

    slug = "unit-outside-programme"
    title = Text("Đơn vị không thuộc chương trình này", "The unit does not take part in this programme")


class ReadersNotReady(Refusal):
    """The setting forbids something to services of which an older version may still run."""

    slug = "readers-not-ready"
    status = 409
    title = Text(
        "Hệ thống chưa sẵn sàng cho thiết lập này (SUBMISSION_READERS_KNOW), hãy báo người vận hành",
        "The system is not ready for this setting (SUBMISSION_READERS_KNOW); tell whoever runs it",
    )


class UnknownProgramme(Unacceptable):
    """No programme has this id."""

    slug = "unknown-programme"
    title = Text("Không có chương trình này", "There is no such programme")


class ProgrammeNotOpen(Refusal):
    """The programme has not begun, or the deadline for this act has passed."""

    slug = "programme-not-open"
    title = Text("Chương trình không nhận việc này vào lúc này", "The programme is not open for this now")


class AppliedOutsideProgramme(Unacceptable):
    """First applied on a day that is not one of the programme's."""

    slug = "applied-outside-programme"
    title = Text("Ngày áp dụng lần đầu nằm ngoài thời gian chương trình", "First applied outside the programme's dates")


class AppliedInFuture(Unacceptable):
    """First applied on a day that has not come yet."""

    slug = "applied-in-future"
    title = Text("Ngày áp dụng lần đầu ở tương lai", "First applied on a day that has not come yet")


class RegisteredOutsideProgramme(Unacceptable):
    """An imported initiative's registration lies outside the programme, or in the future."""

    slug = "registered-outside-programme"
    title = Text("Ngày đăng ký nằm ngoài thời gian chương trình", "Registered outside the programme's dates")


class SharesNotWhole(Unacceptable):
    """The authors' shares must add up to exactly 100."""

    slug = "shares-not-100"
    title = Text("Tỷ lệ đóng góp của các tác giả phải cộng lại bằng 100", "The authors' shares must add up to 100")


class TooManyAuthors(Unacceptable):
    """At most 20 people share one initiative."""

    slug = "too-many-authors"
    title = Text("Tối đa 20 tác giả cho một sáng kiến", "At most 20 authors for one initiative")


class UnknownAuthor(Unacceptable):
    """An author without a card here."""

    slug = "unknown-author"
    title = Text("Không có tác giả này", "There is no such author")


class ConfidentialDescription(Unacceptable):
    """Of a confidential initiative only name, summary and award may be given."""

    slug = "confidential-description"
    title = Text(
        "Sáng kiến bảo mật chỉ nêu tên và tóm tắt, không kèm mô tả",
        "A confidential initiative gives its name and summary only, no description",
    )


class ConfidentialTooLate(Unacceptable):
    """What was submitted is on the log, where many have read it."""

    slug = "confidential-too-late"
    title = Text(
        "Nội dung đã gửi đi nên không đặt là bảo mật được nữa; hãy rút lại và nhập sáng kiến mới",
        "It was submitted already and cannot be made confidential any more; withdraw it and enter a new one",
    )


class ConfidentialShowcase(Refusal):
    """A confidential initiative is shown to nobody who need not know it."""

    slug = "confidential-showcase"
    title = Text(
        "Sáng kiến bảo mật không được giới thiệu công khai", "A confidential initiative is not shown to everybody"
    )


class NothingToChange(Unacceptable):
    """The request changes nothing."""

    slug = "nothing-to-change"
    title = Text("Không có gì thay đổi", "Nothing to change")


class WrongState(Refusal):
    """The initiative's present state does not allow this act."""

    slug = "wrong-state"
    title = Text(
        "Trạng thái hiện tại của sáng kiến không cho phép việc này", "The initiative's state does not allow this"
    )


class UnknownSection(Refusal):
    """The programme has no section of this code."""

    slug = "unknown-section"
    status = 404
    title = Text("Chương trình không có phần hồ sơ này", "The programme has no such section of the dossier")


class SectionNotAsked(Refusal):
    """What was approved is added to only by what the level it was recommended to asks for."""

    slug = "section-not-asked"
    title = Text(
        "Sáng kiến đã được công nhận: chỉ bổ sung được phần hồ sơ mà cấp tiếp theo yêu cầu",
        "It has been approved; only sections that the next level asks for can be added",
    )


class UnitOutsideGrants(Forbidden):
    """Entering for others takes a proxy grant over the unit."""

    slug = "unit-outside-grants"
    title = Text("Đơn vị nằm ngoài phạm vi được giao cho anh/chị", "The unit is outside what you were given")

    @classmethod
    def over(cls, unit: str) -> "UnitOutsideGrants":
        """The refusal, naming the unit."""
        complaint = NOT_OVER_UNIT.given(unit=unit)
        return cls(complaint.text, fields=[BadField("unit", complaint)])


class ImportGrantNeeded(Forbidden):
    """Only an import grant over the unit lets an earlier registration be given."""

    slug = "import-grant-needed"
    title = Text(
        "Cần quyền nhập dữ liệu cũ để ghi ngày đăng ký", "An import grant is needed to give a registration date"
    )


class OwnOnceDecided(Forbidden):
    """Nobody changes what their own initiative was approved for; others put right what is wrong."""

    slug = "own-once-decided"
    title = Text(
        "Sáng kiến đã có quyết định: tác giả hoặc người nhập không phân loại lại được, hãy nhờ lãnh đạo đơn vị",
        "It has been decided on: who authored or entered it cannot reclassify it; ask the unit's leader",
    )


class KindIsApproved(Refusal):
    """An approval counts by the kind it looked at; another kind takes another approval."""

    slug = "kind-is-approved"
    title = Text(
        "Loại sáng kiến đã được công nhận: chỉ đổi được sau khi thu hồi quyết định công nhận",
        "The kind has been approved; it can be changed only after the approval is revoked",
    )

    @classmethod
    def standing(cls) -> "KindIsApproved":
        """The refusal, naming the field."""
        return cls(fields=[BadField("kind", cls.itself())])


class AdministratorNeeded(Forbidden):
    """The change takes an administrator of another unit than the caller's; the fields say which."""

    slug = "administrator-needed"
    title = Text(
        "Việc này cần quản trị viên của đơn vị khác, thường là cấp trên",
        "This takes an administrator of another unit, mostly one above",
    )


class ReceiptTaken(Refusal):
    """Another initiative has this receipt's code: of two in 2⁶⁰, once in a very long while."""

    slug = "receipt-taken"
    title = Text("Chưa cấp được mã biên nhận, hãy thử lại", "No receipt's code could be given; try again")


class TreeNotEmpty(Refusal):
    """The first unit is made by command on an empty tree alone; later ones over HTTP."""

    slug = "tree-not-empty"
    title = Text(
        "Đã có đơn vị khác; đơn vị cao nhất tiếp theo do quản trị viên của đơn vị cao nhất lập qua API",
        "There are units already; another highest one is made over HTTP by an administrator of a highest unit",
    )


class UnitCycle(Refusal):
    """The tree of units must stay a tree."""

    slug = "unit-cycle"
    title = Text("Đơn vị không thể trực thuộc chính mình", "A unit cannot stand below itself")


class UnitLevel(Unacceptable):
    """A child's level is below its parent's (not always the next one)."""

    slug = "unit-level"
    title = Text("Cấp của đơn vị phải thấp hơn cấp của đơn vị cấp trên", "A unit's level must be below its parent's")


class UnitHasChildren(Refusal):
    """A unit with live children cannot be closed."""

    slug = "unit-has-children"
    title = Text("Đơn vị còn đơn vị trực thuộc đang hoạt động", "The unit still has live units below it")


class ProgrammeDates(Unacceptable):
    """Days and deadlines of a programme are out of order."""

    slug = "programme-dates"
    title = Text("Thứ tự thời gian của chương trình không hợp lệ", "The programme's dates are out of order")


class MemberNumberTaken(Refusal):
    """Member numbers are unique within a unit."""

    slug = "member-number-taken"
    title = Text("Số thẻ đoàn viên đã có trong đơn vị", "The member number is already used in this unit")


class CardBelongsToAnother(Forbidden):
    """A card made by a proxy is handed over by its e-mail address, or by a proxy of its unit."""

    slug = "card-of-another"
    title = Text(
        "Số thẻ này thuộc một hồ sơ khác; nhờ người nhập thay của đơn vị xác nhận",
        "This member number belongs to another card; ask your unit's proxy to confirm",
    )


class HomeUnitNeeded(Unacceptable):
    """A card cannot be made without its home unit."""

    slug = "home-unit-needed"
    title = Text("Hãy cho biết đơn vị của anh/chị", "Say which unit is yours first")


class ApprovalStands(Refusal):
    """Nobody becomes an author of what was approved: the approval did not look at them."""

    slug = "approval-stands"
    title = Text(
        "Đã có quyết định công nhận, không thêm tác giả được", "It has been approved; nobody joins it any more"
    )


class AlreadyAuthor(Refusal):
    """Whoever accepts is an author of it."""

    slug = "already-author"
    title = Text("Anh/chị đã là tác giả của sáng kiến này", "You are an author of this initiative already")


class FirstAuthorNeeded(Forbidden):
    """The share that is offered is the first author's."""

    slug = "first-author-needed"
    title = Text(
        "Chỉ tác giả thứ nhất hoặc người nhập thay của đơn vị mới mời đồng tác giả",
        "Only the first author, or a proxy of the unit, invites co-authors",
    )


class ShareTooLarge(Unacceptable):
    """The share comes off the first author's, who keeps at least one percent."""

    slug = "share-too-large"
    title = Text("Tỷ lệ vượt quá phần của tác giả thứ nhất", "The share is more than the first author can give")

    @classmethod
    def leaving(cls, most: int) -> "ShareTooLarge":
        """The refusal, naming the largest share there is."""
        return cls(fields=[BadField("share", SHARE_TO_GIVE.given(most=most))])
