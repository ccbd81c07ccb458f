"""What pages ask of submission."""

from collections.abc import Mapping
from typing import Any

from portal.upstream.client import Api, Visit
from portal.upstream.problems import Unreadable


class Submission:
    """People, programmes, units, initiatives."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def me(self, visit: Visit) -> dict[str, Any]:
        """Who the visitor is, with card and grants."""
        return await self.api.get(visit, "/me")

    async def reference(self, visit: Visit) -> dict[str, Any]:
        """Kinds, sectors, reasons and reward forms with their names."""
        return await self.api.get(visit, "/reference")

    async def programmes(self, visit: Visit) -> list[dict[str, Any]]:
        """The first hundred programmes."""
        return list((await self.api.get(visit, "/programmes", limit=100))["items"])

    async def form(self, visit: Visit, programme: str, unit: str | None) -> dict[str, Any]:
        """What the form of a programme says of it and of a unit."""
        form = await self.api.get(visit, f"/programmes/{programme}/form", unit=unit)
        if unit is not None and form["unit"] is None:  # null is for whoever asks for none
            raise Unreadable(self.api.name)
        return form

    async def unit(self, visit: Visit, code: str) -> dict[str, Any]:
        """One unit."""
        return await self.api.get(visit, f"/units/{code}")

    async def search_units(self, visit: Visit, words: str, within: str | None) -> list[dict[str, Any]]:
        """The units that fit best."""
        return list((await self.api.get(visit, "/units", q=words, within=within))["items"])

    async def post(self, visit: Visit, body: bytes | Mapping[str, Any], key: str) -> tuple[dict[str, Any], bool]:
        """Post an initiative; what came of it, and whether it was there already."""
        answer = await self.api.send(visit, "POST", "/initiatives", body, key=key)
        return self.api.read(answer), answer.headers.get("Idempotency-Replayed") == "true"

    async def mine(self, visit: Visit, after: str | None = None, **query: Any) -> dict[str, Any]:
        """Initiatives the visitor is an author of, or entered, newest first."""
        return await self.api.get(visit, "/initiatives", mine="true", after=after, limit=20, **query)

    async def of_unit(self, visit: Visit, unit: str, after: str | None = None, **query: Any) -> dict[str, Any]:
        """Initiatives of a unit and all below it that the visitor may read, newest first."""
        return await self.api.get(visit, "/initiatives", unit=unit, after=after, **query)

    async def initiative(self, visit: Visit, id_: str) -> dict[str, Any]:
        """One initiative."""
        return await self.api.get(visit, f"/initiatives/{id_}")

    async def version(self, visit: Visit, id_: str, content_version: int) -> dict[str, Any]:
        """What was submitted as this version."""
        return await self.api.get(visit, f"/initiatives/{id_}/versions/{content_version}")

    async def change(self, visit: Visit, id_: str, body: Mapping[str, Any], revision: int) -> dict[str, Any]:
        """Correct it."""
        return self.api.read(await self.api.send(visit, "PATCH", f"/initiatives/{id_}", body, revision=revision))

    async def submit(self, visit: Visit, id_: str, revision: int) -> dict[str, Any]:
        """Submit it again."""
        answer = await self.api.send(visit, "POST", f"/initiatives/{id_}/submission", revision=revision)
        return self.api.read(answer)

    async def withdraw(self, visit: Visit, id_: str, revision: int) -> None:
        """Take it back."""
        await self.api.send(visit, "POST", f"/initiatives/{id_}/withdrawal", revision=revision)

    async def appointments(self, visit: Visit, unit: str) -> list[dict[str, Any]]:
        """The first two hundred appointments that are about a unit."""
        return list((await self.api.get(visit, f"/units/{unit}/appointments", limit=200))["items"])

    async def appoint(self, visit: Visit, unit: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Appoint somebody."""
        return self.api.read(await self.api.send(visit, "POST", f"/units/{unit}/appointments", body, key=key))

    async def end_appointment(self, visit: Visit, id_: str, revision: int) -> None:
        """End an appointment now."""
        await self.api.send(visit, "DELETE", f"/appointments/{id_}", revision=revision)

    async def cards(self, visit: Visit, unit: str, words: str | None) -> list[dict[str, Any]]:
        """Cards of a unit and all below it."""
        return list((await self.api.get(visit, "/authors", unit=unit, q=words, limit=50))["items"])

    async def showcase(self, visit: Visit, programme: str, after: str | None, limit: int) -> dict[str, Any]:
        """Typical initiatives of a programme, newest first."""
        return await self.api.get(visit, "/showcase", programme=programme, after=after, limit=limit)

    async def authors(self, visit: Visit, id_: str) -> list[dict[str, Any]] | None:
        """Its authors by name, with their shares; None for whoever judges it blindly."""
        items = (await self.api.get(visit, f"/initiatives/{id_}/authors"))["items"]
        return None if items is None else list(items)

    async def supplements(
        self, visit: Visit, id_: str, at: int | None = None, content_version: int | None = None
    ) -> dict[str, Any]:
        """What was added since it was submitted, and the description: as now, or as it was at a supplement."""
        path = f"/initiatives/{id_}/supplements"
        return await self.api.get(visit, path, at=at, content_version=content_version)

    async def add(self, visit: Visit, id_: str, section: str, text: str, revision: int) -> dict[str, Any]:
        """Add the text of a section, or replace it."""
        path = f"/initiatives/{id_}/supplements/{section}"
        return self.api.read(await self.api.send(visit, "PUT", path, {"text": text}, revision=revision))
