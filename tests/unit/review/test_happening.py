"""What happens now, by whom, until when."""

from dataclasses import replace

import pytest

from services.review.domain.case import Case
from services.review.domain.commands import Why
from services.review.domain.decide import approve, ask_for_revocation, give_back, reject
from services.review.domain.happening import sections_missing, what_happens
from services.review.domain.placing import placed
from services.review.domain.programme import NeededSection
from services.review.domain.revocation import revoke
from shared.units import Level, UnitTree
from tests.unit.review.world import DAY, PAPER, RULES, T0, TREE, WHY, face, followed, opened, revocation_of, turn

NEEDED = NeededSection("anh", "Ảnh hiện trường", Level.GRASSROOTS)
NEEDING = replace(RULES, sections=(NEEDED,))
CORRECTED = replace(RULES, correct_until=T0 + 30 * DAY)
APPROVED = approve(turn(opened()), PAPER, Why()).case
RECOMMENDED = approve(turn(opened()), PAPER, Why(), recommend=True).case
WITHDRAWN = followed(opened(), face(2, state="withdrawn"), T0 + DAY)


@pytest.mark.parametrize(
    ("case", "rules", "days", "sentence"),
    [
        (opened(), RULES, 1, "Chờ CĐ bệnh viện xét, hạn đến 09:00 ngày 19/07/2022."),
        (opened(), RULES, 16, "Chờ CĐ bệnh viện xét; đã quá hạn từ 09:00 ngày 19/07/2022."),
        (
            placed(opened(), TREE, NEEDING),
            NEEDING,
            1,
            "Chờ tác giả bổ sung: Ảnh hiện trường. Thời hạn xét chỉ tính từ khi đã bổ sung đủ.",
        ),
        (RECOMMENDED, RULES, 1, "Đã được công nhận; chờ LĐLĐ quận xét tiếp, hạn đến 09:00 ngày 20/07/2022."),
        (APPROVED, RULES, 1, "CĐ bệnh viện đã công nhận; không phải chờ gì thêm."),
        (
            ask_for_revocation(turn(APPROVED, "can-tho"), WHY).case,
            RULES,
            1,
            "Cấp trên đề nghị thu hồi công nhận; chờ CĐ bệnh viện quyết định, hạn đến 09:00 ngày 20/07/2022.",
        ),
        (
            give_back(turn(opened()), WHY).case,
            CORRECTED,
            1,
            "CĐ bệnh viện đã trả lại để bổ sung; tác giả sửa rồi gửi lại trước 09:00 ngày 03/08/2022.",
        ),
        (
            give_back(turn(opened()), WHY).case,
            CORRECTED,
            31,
            "CĐ bệnh viện đã trả lại để bổ sung; đã hết hạn gửi lại từ 09:00 ngày 03/08/2022.",
        ),
        (give_back(turn(opened()), WHY).case, RULES, 1, "CĐ bệnh viện đã trả lại để bổ sung; tác giả sửa rồi gửi lại."),
        (reject(turn(opened()), WHY).case, RULES, 1, "CĐ bệnh viện không công nhận sáng kiến này."),
        (
            revoke(turn(APPROVED), revocation_of(APPROVED.approvals[0].id)).case,
            RULES,
            1,
            "CĐ bệnh viện đã thu hồi công nhận.",
        ),
        (WITHDRAWN, RULES, 1, "Sáng kiến đã được rút; không xét nữa."),
        (replace(opened(), due_at=None), RULES, 1, "Chờ CĐ bệnh viện xét."),
        (replace(opened(), awaited=None), RULES, 1, "Chờ xét."),
    ],
)
def test_the_sentence_says_what_happens_by_whom_and_until_when(
    case: Case, rules: object, days: int, sentence: str
) -> None:
    told = what_happens(case, TREE, rules, T0 + days * DAY)  # type: ignore[arg-type]
    assert told.vi == sentence
    assert told.en[0].isupper() or told.en.startswith("CĐ")
    assert told.en.endswith(".")


def test_in_english_a_moment_is_spelled_out() -> None:
    assert (
        what_happens(opened(), TREE, RULES, T0).en
        == "It waits for CĐ bệnh viện to decide, until 09:00 on 19 July 2022."
    )


def test_units_and_sections_nobody_told_of_yet_are_called_by_their_codes() -> None:
    assert "chờ benh-vien" in what_happens(opened(), UnitTree(), RULES, T0).vi.lower()
    waiting = placed(opened(), TREE, NEEDING)
    assert "bổ sung: anh." in what_happens(waiting, TREE, None, T0).vi
    assert sections_missing(waiting, NEEDING) == (NEEDED,)
