"""Which of all programmes are a unit's own."""

from portal.domain.programmes import taking_part

CITY, COUNTRY, OTHER = ({"id": root, "root_unit": root} for root in ("can-tho", "tld", "thanh-hoa"))


def test_a_unit_takes_part_in_what_is_rooted_at_it_or_above() -> None:
    assert taking_part([OTHER, CITY, COUNTRY], ("tld", "can-tho", "ninh-kieu")) == [CITY, COUNTRY]


def test_above_every_root_all_are_there_to_choose_from() -> None:
    assert taking_part([OTHER, CITY], ("tld",)) == [OTHER, CITY]
