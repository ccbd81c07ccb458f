"""GET /boards/{programme}/export: a whole board at one revision, for people's own sheets."""

import asyncio
import csv
import io
from typing import Annotated, Literal

from fastapi import Query, Request, Response
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from services.ranking.api.asking import Asked, seen, visible
from services.ranking.api.board_pages import board_pages
from services.ranking.api.making import Board
from services.ranking.domain.export import COLUMNS, cells_of, harmless
from shared.web.auth import MaybeCaller
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
    caller: MaybeCaller,
    language: Language,
    form: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "csv",
) -> Response:
    """Every row, written whole before the first byte is sent; no cell can start a formula."""
    visible(await request.app.state.service.store.frame(), query.programme, caller)
    pages = board_pages(request.app.state)
    made = seen(await pages.board(query, await pages.mark(query)), caller)
    heads = [title.in_language(language) for _, title in COLUMNS]
    body = await asyncio.to_thread(_csv if form == "csv" else _xlsx, made, heads)
    name = f"{query.programme}-{made.revision}.{form}".encode("ascii", "replace").decode().replace("?", "_")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(body, media_type=CSV if form == "csv" else XLSX, headers=headers)


def _csv(made: Board, heads: list[str]) -> bytes:
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(heads)
    for row in made.rows:
        sheet.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells_of(row)])
    return (BOM + written.getvalue()).encode()


def _xlsx(made: Board, heads: list[str]) -> bytes:
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for line, row in enumerate(made.rows, start=1):
        for column, cell in enumerate(cells_of(row)):
            if isinstance(cell, str):
                sheet.write_string(line, column, cell)
            elif cell is not None:
                sheet.write_number(line, column, cell)
    book.close()
    return written.getvalue()
