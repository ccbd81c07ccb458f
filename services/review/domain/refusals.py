"""What review says no to, and why, in words its reader understands. A slug is stable for ever."""

from collections.abc import Sequence

from shared.refusals import Forbidden, Invalid, Refusal, Text


class Withdrawn(Refusal):
    """A withdrawal is final and wins over any decision."""

    slug = "case-withdrawn"
    title = Text("Sáng kiến đã được rút", "The initiative has been withdrawn")


class ContentChanged(Refusal):
    """The decision looked at a content, submission version or supplement that is not the one under review."""

    slug = "content-changed"
    title = Text("Nội dung sáng kiến đã thay đổi, hãy đọc lại", "The initiative's content has changed; read it again")


class SectionsMissing(Refusal):
    """The programme has this level look at nothing without them; the authors' turn, not the reviewer's."""

    slug = "sections-missing"
    title = Text("Hồ sơ còn thiếu phần phải bổ sung", "The dossier lacks sections that have to be added first")

    def __init__(self, names: Sequence[str]) -> None:
        listed = ", ".join(names)
        super().__init__(
            Text(
                f"Cấp của anh/chị chỉ xét khi tác giả đã bổ sung: {listed}.",
                f"Your level looks at it once its authors have added: {listed}.",
            )
        )


class ConflictOfInterest(Refusal):
    """No one decides on what they authored or entered."""

    slug = "conflict-of-interest"
    status = 403
    title = Text(
        "Anh/chị là tác giả hoặc người nhập sáng kiến này nên không được xét",
        "You authored or entered this initiative, so you cannot decide on it",
    )


class Claimed(Refusal):
    """While a case is claimed, its holder alone decides."""

    slug = "claimed-by-another"
    title = Text("Hồ sơ đang được người khác xét", "Someone else is reviewing this case")


class NotClaimHolder(Refusal):
    """Only the holder gives a claim back."""

    slug = "not-claim-holder"
    title = Text("Anh/chị không giữ hồ sơ này", "You do not hold this case")


class UnitNotKnownYet(Refusal):
    """The case's unit has not arrived here yet, so nobody's level is known."""

    slug = "unit-not-known-yet"
    title = Text("Chưa nhận được thông tin đơn vị, hãy thử lại sau", "The unit is not known here yet; try again later")


class ProgrammeNotKnownYet(Refusal):
    """The programme's rules have not arrived here yet."""

    slug = "programme-not-known-yet"
    title = Text(
        "Chưa nhận được thông tin chương trình, hãy thử lại sau",
        "The programme is not known here yet; try again later",
    )


class DecisionsClosed(Refusal):
    """The programme's last day for decisions is over."""

    slug = "decisions-closed"
    title = Text("Chương trình đã hết hạn xét", "The programme no longer takes decisions")


class AlreadyApproved(Refusal):
    """One standing approval per level."""

    slug = "already-approved"
    title = Text("Cấp này đã công nhận sáng kiến", "This level has already approved the initiative")


class HigherLevelDecided(Refusal):
    """What a higher level decided is not for a lower one to change."""

    slug = "higher-level-decided"
    title = Text("Cấp trên đã quyết định về sáng kiến này", "A higher level has already decided on this initiative")


class ApprovalStands(Refusal):
    """Return and reject only while no approval stands (design §3)."""

    slug = "approval-stands"
    title = Text(
        "Đã có cấp công nhận: chỉ có thể công nhận ở cấp trên, từ chối nâng cấp hoặc đề nghị thu hồi",
        "An approval stands: approve at a higher level, decline, or ask for its revocation",
    )


class NoApproval(Refusal):
    """The act needs an approval that stands."""

    slug = "no-approval-stands"
    title = Text("Sáng kiến chưa được công nhận", "No approval of this initiative stands")


class NotAboveApproval(Refusal):
    """A revocation is asked for from above; the level itself revokes."""

    slug = "not-above-the-approval"
    title = Text(
        "Chỉ cấp trên của cấp công nhận mới đề nghị thu hồi; cấp công nhận tự thu hồi",
        "Only a level above the approval asks for its revocation; the level itself revokes it",
    )


class NothingToDecline(Refusal):
    """Only a level above the approvals, or one asked for a revocation, declines."""

    slug = "nothing-to-decline"
    title = Text("Không có đề nghị nào gửi đến cấp của anh/chị", "Nothing was put before your level")


class AlreadyDone(Refusal):
    """The case already stands exactly so."""

    slug = "already-so"
    title = Text("Hồ sơ đã ở trạng thái này", "The case already stands like this")


class NotUnderReview(Refusal):
    """A benefit is assessed while a decision is pending or an approval stands."""

    slug = "not-under-review"
    title = Text("Sáng kiến không còn trong diện xét", "The initiative is not under review")


class AlreadyRewarded(Refusal):
    """The same form at the same level, while the first stands."""

    slug = "already-rewarded"
    title = Text("Cấp này đã khen thưởng bằng hình thức đó", "This level has already given a reward of this form")


class NothingToRevoke(Refusal):
    """No such approval or reward stands."""

    slug = "nothing-to-revoke"
    title = Text("Quyết định cần thu hồi không còn hiệu lực", "What should be revoked does not stand")


class NotYoursToRevoke(Refusal):
    """The unit that gave it, or one above it, takes it back."""

    slug = "not-yours-to-revoke"
    status = 403
    title = Text(
        "Chỉ đơn vị đã quyết định hoặc cấp trên của đơn vị đó được thu hồi",
        "Only the unit that decided it, or one above, may revoke it",
    )


class LeaderNeeded(Forbidden):
    """Rewards are a unit's own word; its leader speaks for it."""

    slug = "leader-needed"
    title = Text(
        "Chỉ lãnh đạo của đơn vị mới khen thưởng hoặc thu hồi",
        "Only a leader of the unit gives a reward or revokes",
    )


class Incomplete(Invalid):
    """The act lacks something it must carry; each missing field is named."""

    slug = "decision-incomplete"
    title = Text("Quyết định còn thiếu thông tin", "The decision is incomplete")
