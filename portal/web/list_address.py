"""Which part of a list is looked at: everything in the page's address, and the addresses of its other parts."""

from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict


class ListAddress(BaseModel):
    """The query of a list's page; each list adds what it can be narrowed by."""

    model_config = ConfigDict(populate_by_name=True)

    def but(self, **changes: str | None) -> str:
        """The query of a list like this one, with changes."""
        given = self.model_dump(by_alias=True) | changes
        return urlencode({name: value for name, value in given.items() if value})
