"""What became of a case while somebody was reading it: told beside what they typed."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request

from portal.desk.looking import Looked
from portal.domain.cases import lines_since, text_changes
from portal.domain.diff import Piece
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.optional import if_told
from portal.web.forms import Form


@dataclass(frozen=True, slots=True)
class Changed:
    """Since the page that the form was on."""

    texts: dict[str, list[Piece]]
    lines: list[dict[str, Any]]
    added: list[dict[str, Any]]
    is_corrected: bool

    @property
    def is_known(self) -> bool:
        """Whether anything of it can be shown."""
        return bool(self.texts or self.lines or self.added or self.is_corrected)


async def changes_since(request: Request, session: Session, looked: Looked, form: Form) -> Changed:
    """Against the versions that the form says were seen."""
    apis: Apis = request.app.state.apis
    case = looked.case
    seen = form.whole("content_version")
    before = None
    if 0 < seen < case["content_version"]:
        visit = Visit.of(request, session)
        before = await if_told(apis.submission.version(visit, case["initiative_id"], seen))
    is_newer = before is not None
    return Changed(
        texts=text_changes(before, looked.texts) if before is not None else {},
        lines=list(lines_since(case, form.whole("lines"))),
        added=[item for item in (looked.added or {"items": []})["items"] if item["number"] > form.whole("supplement")],
        is_corrected=not is_newer and case["submission_version"] != form.whole("submission_version"),
    )
