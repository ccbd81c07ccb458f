"""Names stand in lists as Vietnamese readers look for them."""

import random
import unicodedata

import pytest

from portal.domain.alphabet import name_order, person_order

ALPHABET = list("AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY")
TONES = list("aàảãáạ")


def shuffled(names: list[str]) -> list[str]:
    return random.Random(7).sample(names, len(names))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("names", [ALPHABET, TONES, [f"T{tone}o" for tone in TONES]], ids=["letters", "tones", "words"])
def test_letters_and_tones_stand_in_the_order_of_the_alphabet(names: list[str], form: str) -> None:
    names = [unicodedata.normalize(form, name) for name in names]  # type: ignore[arg-type]
    assert sorted(shuffled(names), key=name_order) == names
    assert sorted(shuffled(names), key=person_order) == names


@pytest.mark.parametrize("letter", "ăâêôơưđ")
def test_a_marked_letter_with_any_tone_is_still_that_letter(letter: str) -> None:
    toned = [
        unicodedata.normalize("NFC", letter + tone) for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    ]
    assert sorted(shuffled(toned), key=name_order) == toned
    behind = ALPHABET[ALPHABET.index(letter.upper()) + 1]
    assert max(name_order(one) for one in toned) < name_order(behind)


def test_a_composed_and_a_decomposed_name_are_one_in_any_case() -> None:
    name = "Phân xưởng Đúc số 2"
    assert name_order(unicodedata.normalize("NFD", name.upper())) == name_order(name)
    assert person_order(unicodedata.normalize("NFD", name.upper())) == person_order(name)


def test_letters_weigh_more_than_tones_and_the_first_word_more_than_the_second() -> None:
    names = ["Ban An", "Ban Đào", "Bàn An", "Bang An", "Đội Xe", "Em"]
    assert sorted(shuffled(names), key=name_order) == names


def test_numbers_are_counted_and_stand_before_letters() -> None:
    names = ["Tổ", "Tổ 1", "Tổ 02", "Tổ 2A", "Tổ 10", "Tổ (11)", "Tổ A2", "Tổ A10", "Tổ Điện"]
    assert sorted(shuffled(names), key=name_order) == names


def test_a_number_of_any_length_and_a_letter_of_another_alphabet_have_their_place() -> None:
    names = ["", "9" * 5000, "Z", "王"]
    assert sorted(shuffled(names), key=name_order) == names
    assert sorted(shuffled(names), key=person_order) == names


def test_people_stand_by_given_name_then_family_then_middle() -> None:
    names = ["Trần Thị An", "Lê Văn Bình", "Nguyễn Thị Bình", "Nguyễn Văn Bình", "Bùi Dung", "Bùi Đức", "Bùi Em"]
    assert sorted(shuffled(names), key=person_order) == names


@pytest.mark.parametrize("name", ["", "  ", "—"])
def test_a_name_without_a_letter_stands_first(name: str) -> None:
    assert name_order(name) < name_order("A")
    assert person_order(name) < person_order("A")
