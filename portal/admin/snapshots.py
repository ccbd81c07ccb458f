"""Frozen windows of a programme: which there are, freezing one now, and what came after."""

from typing import Any, Final
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.admin.keeping import form_of, keeping, resumed
from portal.admin.programmes import PAGE
from portal.admin.visiting import Administration, Administrator
from portal.domain import windows
from portal.signin.sessions import Visitor
from portal.upstream.problems import Away, Refused
from portal.web.errors import NOT_FOUND, UNAUTHENTICATED, pages_of
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
FROZEN: Final = PAGE + "/{id_}/chot"
FIELDS: Final = {"window": "window", "programme": "window"}


@router.get(FROZEN)
async def list_snapshots(id_: str, visit: Administrator) -> Response:
    """All of them by number, and the windows to choose from."""
    typed = await resumed(visit, f"{PAGE}/{id_}/chot")
    return await _page(visit, id_, typed or Form({"key": str(uuid4())}), is_resumed=typed is not None)


@router.post(FROZEN)
async def freeze(id_: str, request: Request, session: Visitor) -> Response:
    """Freeze a window that is over; with the form's key a second sending finds what the first one made."""
    form = form_of(await request.form())

    async def act(visit: Administration) -> Response:
        if not form.value("window"):
            form.add("window", visit.words("Chọn kỳ cần chốt"))
            return await _page(visit, id_, form)
        try:
            key = form.value("key") or str(uuid4())
            header = await visit.apis.ranking.freeze(visit.visit, id_, form.value("window"), key)
        except Refused as refused:
            if refused.problem.status == UNAUTHENTICATED:
                raise
            form.take(refused.problem, FIELDS)
            if "" in form.problems:  # what is said of no field is said of the only one there is
                form.add("window", form.problems.pop(""))
            form.values["key"] = str(uuid4())
            return await _page(visit, id_, form)
        return RedirectResponse(place_of(request).link(f"{PAGE}/{id_}/chot") + f"?done={header['number']}", 303)

    return await keeping(request, session, form, f"{PAGE}/{id_}/chot", act)


@router.get(FROZEN + "/{snapshot}")
async def show_difference(id_: str, snapshot: str, visit: Administrator) -> Response:
    """By how much units' figures differ from those that were frozen."""
    programme = await visit.apis.programmes.programme(visit.visit, id_)
    headers = await visit.apis.ranking.snapshots(visit.visit, id_)
    header = next((one for one in headers if one["id"] == snapshot), None)
    if header is None:
        return pages_of(visit.request).page(visit.request, "errors/missing.html", status=NOT_FOUND, problem=None)
    rows = await visit.apis.ranking.difference(visit.visit, snapshot)
    names = await visit.apis.names.units(visit.visit, [row["unit"] for row in rows])
    window = windows.name_of(header["window"], programme["phases"], visit.words)
    return visit.page("difference.html", programme=programme, header=header, rows=rows, names=names, window=window)


@router.get(FROZEN + "/{snapshot}/tep")
async def download_snapshot(id_: str, snapshot: str, visit: Administrator) -> Response:
    """The file that can be checked with the public keys."""
    content = await visit.apis.ranking.snapshot(visit.visit, snapshot)
    name = "".join(letter for letter in f"{id_}-{snapshot}" if letter.isascii() and (letter.isalnum() or letter == "-"))
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return Response(content, media_type="application/json", headers=headers)


async def _page(visit: Administration, id_: str, form: Form, *, is_resumed: bool = False) -> Response:
    programme = await visit.apis.programmes.programme(visit.visit, id_)
    headers = await visit.apis.ranking.snapshots(visit.visit, id_)
    known = await _windows(visit, programme)
    phases = programme["phases"]
    return visit.page(
        "snapshots.html",
        form,
        programme=programme,
        snapshots=list(reversed(headers)),
        names={one["window"]: windows.name_of(one["window"], phases, visit.words) for one in headers},
        groups=windows.grouped(known, phases, visit.words),
        done=visit.request.query_params.get("done", ""),
        resumed=is_resumed,
    )


async def _windows(visit: Administration, programme: dict[str, Any]) -> list[str]:
    """As ranking counts them; while it tells none, what the programme itself names."""
    try:
        standing = await visit.apis.ranking.standing(visit.visit, programme["id"], programme["root_unit"])
    except (Away, Refused):
        own = [phase["code"] for phase in programme["phases"]]
        return [windows.WHOLE, *own, *(windows.PEAK + peak["name"] for peak in programme["peaks"])]
    return [one["window"] for one in standing["windows"]]
