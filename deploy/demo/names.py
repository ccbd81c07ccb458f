"""Names of people who do not exist."""

from functools import lru_cache

from faker import Faker


def full_name(faker: Faker) -> str:
    """A Vietnamese name; the library's plain first names are English ones."""
    first = faker.random_element((faker.first_name_female(), faker.first_name_male()))
    return f"{faker.last_name()} {faker.middle_name()} {first}"


@lru_cache
def name_of(account: str) -> str:
    """Always the same for an account."""
    faker = Faker("vi_VN")
    faker.seed_instance(account)
    return full_name(faker)
