"""GET /boards/{programme}/export: a whole board at one revision, for people's own sheets."""

import asyncio
import csv
import io
from functools import partial
from typing import Annotated, Literal

from fastapi import Query, Request, Response
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from services.ranking.api.asking import Asked, seen, visible
from services.ranking.api.board_pages import board_pages
from services.ranking.api.making import Board
from services.ranking.domain.export import COLUMNS, DECIMALS, cells_of, written
from shared.web.auth import MaybePerson
from shared.web.language import Language
from shared.web.openapi import problem_responses
from shared.web.routing import Router

router = Router(tags=["boards"])

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY = {"type": "string", "format": "binary"}
BOM = "\ufeff"
"""Without it Excel reads Vietnamese letters as something else."""


@router.get(
    "/boards/{programme}/export",
    response_class=Response,
    responses={
        200: {"content": {"text/csv": {"schema": {"type": "string"}}, XLSX: {"schema": BINARY}}},
        **problem_responses(401, 404, 422),
    },
)
async def export_board(
    request: Request,
    query: Asked,
    caller: MaybePerson,
    language: Language,
    form: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "csv",
) -> Response:
    """Every row, written whole before the first byte is sent; no cell can start a formula.

    CSV by language: Vietnamese with semicolons and decimal commas, English with commas and points.
    """
    visible(await request.app.state.service.store.frame(), query.programme, caller)
    pages = board_pages(request.app.state)
    made = seen(await pages.board(query, await pages.mark(query)), caller)
    heads = [title.in_language(language) for _, title in COLUMNS]
    make = partial(_csv, vietnamese=language == "vi") if form == "csv" else _xlsx
    body = await asyncio.to_thread(make, made, heads)
    name = f"{query.programme}-{made.revision}.{form}".encode("ascii", "replace").decode().replace("?", "_")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(body, media_type=CSV if form == "csv" else XLSX, headers=headers)


def _csv(made: Board, heads: list[str], *, vietnamese: bool) -> bytes:
    """Semicolons and decimal commas, as sheets set to Vietnamese read them; commas and points in English."""
    text = io.StringIO()
    sheet = csv.writer(text, delimiter=";" if vietnamese else ",")
    sheet.writerow(heads)
    mark = "," if vietnamese else "."
    for row in made.rows:
        sheet.writerow(
            [written(name, cell, mark) for (name, _), cell in zip(COLUMNS, cells_of(row), strict=True)],
        )
    return (BOM + text.getvalue()).encode()


def _xlsx(made: Board, heads: list[str]) -> bytes:
    """Numbers are numbers and texts texts: none is taken for a formula or an address, nor when somebody edits it."""
    written_book = io.BytesIO()
    book = Workbook(written_book, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold, text, decimals = (
        book.add_format(how) for how in ({"bold": True}, {"quote_prefix": True}, {"num_format": "0.00"})
    )
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for line, row in enumerate(made.rows, start=1):
        for column, ((name, _), cell) in enumerate(zip(COLUMNS, cells_of(row), strict=True)):
            if isinstance(cell, str):
                sheet.write_string(line, column, cell, text)
            elif cell is not None:
                sheet.write_number(line, column, cell, decimals if name in DECIMALS else None)
    book.close()
    return written_book.getvalue()
