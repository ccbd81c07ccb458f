"""`python -m services.submission appoint`: the first administrator, who appoints all others over HTTP."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from uuid_utils.compat import uuid7

from services.submission.appointing import again, save
from services.submission.domain.appointments.appointee import Appointment, Post
from services.submission.domain.appointments.appointing import check_post
from services.submission.domain.appointments.refusals import AlreadyAppointed
from services.submission.settings import SubmissionSettings
from services.submission.store import Store
from services.submission.store_mongo import MongoStore
from shared.access import Role, person_id
from shared.mongo import Mongo
from shared.refusals import Refusal
from shared.runtime.clock import Clock

Subject = Annotated[str, typer.Argument(help="`sub` của tài khoản · the account's `sub` in tokens of the issuer.")]
Unit = Annotated[str, typer.Argument(help="Mã đơn vị · the unit's code.")]
Issuer = Annotated[str, typer.Option(help="`iss` của token · of its tokens; SANGKIEN_ISSUER when left out.")]


def add_to(cli: typer.Typer) -> None:
    """Add the command."""

    @cli.command("appoint")
    def appoint(subject: Subject, unit: Unit, issuer: Issuer = "") -> None:
        """Appoint an administrator of a unit. A second time it changes nothing."""
        settings = SubmissionSettings()
        console = Console(stderr=True)
        issued_by = issuer or settings.issuer
        if not issued_by or not subject.strip():
            vi, en = "Thiếu SANGKIEN_ISSUER hoặc sub của tài khoản", "SANGKIEN_ISSUER or the account's sub is missing"
            console.print(f"{vi} · {en}", style="red", markup=False)
            raise typer.Exit(2)
        person = person_id(issued_by, subject)
        try:
            is_new = asyncio.run(_run(settings, person, unit))
        except Refusal as refusal:
            sentence = refusal.detail or refusal.title
            console.print(f"{unit}: {sentence.vi} · {sentence.en}", style="red", markup=False)
            raise typer.Exit(1) from None
        result = "Đã giao quyền quản trị · appointed" if is_new else "Đã là quản trị viên · is one already"
        Console().print(f"{result}: {subject} ({person}), {unit}", markup=False)


async def make_administrator(store: Store, person: UUID, unit: str, now: datetime) -> bool:
    """Appoint them without an end; False when they are. Refuses a unit that is unknown, merged or closed."""
    post = Post(Role.ADMIN.value, unit)
    check_post(post, (await store.units.catalogue(fresh=True)).tree, None)

    async def attempt() -> bool:
        holder = await store.appointees.get(person)
        try:
            appointed = holder.appointed(Appointment(uuid7(), post, now), None, now)
        except AlreadyAppointed:
            return False
        await save(store, [appointed], now)
        return True

    return await again(attempt)


async def _run(settings: SubmissionSettings, person: UUID, unit: str) -> bool:
    mongo = Mongo(settings.mongo_url, settings.mongo_database, app_name="submission-appoint")
    try:
        return await make_administrator(MongoStore(mongo), person, unit, Clock(settings.clock_offset_file).now())
    finally:
        mongo.close()
