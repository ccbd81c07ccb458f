"""What somebody is told of their own roles, where a page is for people of another."""

from collections.abc import Mapping, Sequence

from portal.upstream.apis import Apis, Visit


async def held(apis: Apis, visit: Visit, grants: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    """Each role with the name of its unit, in the order the services tell them."""
    names = await apis.names.units(visit, [grant["unit"] for grant in grants])
    return list(dict.fromkeys((grant["role"], names[grant["unit"]]) for grant in grants))
