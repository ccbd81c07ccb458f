"""Names of people who do not exist."""

from functools import lru_cache

from faker import Faker


def full_name(faker: Faker) -> str:
    """A Vietnamese name of three different parts; the library's plain first names are English ones."""
    given_names = (faker.first_name_female(), faker.first_name_male())
    chosen, family, middle = faker.random_element(given_names), faker.last_name(), faker.middle_name()
    middle = "Thanh" if middle == family else middle
    given = next((name for name in (chosen, *given_names, "An") if name not in (family, middle)), chosen)
    return f"{family} {middle} {given}"


@lru_cache
def name_of(account: str) -> str:
    """Always the same for an account."""
    faker = Faker("vi_VN")
    faker.seed_instance(account)
    return full_name(faker)
