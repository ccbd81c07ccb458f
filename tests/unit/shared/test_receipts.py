"""A receipt's code: what is typed wrong is never another one's."""

from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared import receipts

KEY = b"k" * receipts.LEAST_KEY
IDS = st.uuids()
KEYS = st.binary(min_size=receipts.LEAST_KEY, max_size=64)


@given(IDS, KEYS)
def test_a_code_is_read_as_it_was_made(id_: UUID, key: bytes) -> None:
    code = receipts.make(key, id_)
    assert receipts.parse(code) == code
    assert code == receipts.make(key, id_)


@given(IDS)
def test_every_wrong_character_is_seen(id_: UUID) -> None:
    code = receipts.make(KEY, id_)
    for place, letter in enumerate(code):
        if place < 2 or letter == "-":
            continue
        for other in set(receipts.ALPHABET) - {letter}:
            assert receipts.parse(code[:place] + other + code[place + 1 :]) is None


@given(IDS)
def test_every_two_characters_that_changed_places_are_seen(id_: UUID) -> None:
    code = receipts.make(KEY, id_).replace("-", "")[2:]
    for one, two in combinations(range(len(code)), 2):
        swapped = list(code)
        swapped[one], swapped[two] = swapped[two], swapped[one]
        assert code[one] == code[two] or receipts.parse("".join(swapped)) is None


@given(IDS, st.sampled_from(["", " ", "-", "\u2013", "\u00a0"]))
def test_it_may_be_typed_carelessly(id_: UUID, between: str) -> None:
    code = receipts.make(KEY, id_)
    bare = code.replace("-", "")
    for typed in (code.lower(), between.join(bare), f"  {bare[2:]} ", bare.replace("0", "o").replace("1", "l")):
        assert receipts.parse(typed) == code


def test_what_is_no_code_is_none() -> None:
    code = receipts.make(KEY, UUID(int=1))
    for typed in (
        "",
        "SK",
        code[:-1],
        code + "0",
        "SK-SK" + code,
        code.replace("-", "/"),
        "U" * 13,
        "０" * 13,
        code * 9,
    ):
        assert receipts.parse(typed) is None


def test_a_code_says_nothing_without_its_key_and_has_others_when_it_is_taken() -> None:
    id_ = UUID(int=7)
    codes = {
        receipts.make(KEY, id_),
        receipts.make(b"x" * 32, id_),
        receipts.make(KEY, id_, 1),
        receipts.make(KEY, id_, 2),
    }
    assert len(codes) == 4


def test_the_check_is_the_sum_over_the_field() -> None:
    """By a table of powers, apart from Horner's rule."""
    powers = [1]
    for _ in range(31):
        powers.append(powers[-1] << 1 ^ (0b100101 if powers[-1] & 16 else 0))
    assert powers[31] == 1
    assert len(set(powers[:31])) == 31

    def times(power: int, digit: int) -> int:
        return 0 if digit == 0 else powers[(power + powers.index(digit)) % 31]

    code = receipts.make(KEY, UUID(int=42)).replace("-", "")[2:]
    digits = [receipts.ALPHABET.index(letter) for letter in code]
    total = 0
    for place, digit in enumerate(digits[:-1], start=1):
        total ^= times(place, digit)
    assert total == digits[-1]
