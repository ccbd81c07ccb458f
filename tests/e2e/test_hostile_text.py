"""What people, or those who mean harm, may type: refused with the field named, or kept and harmless everywhere."""

import email
import unicodedata
from email.message import EmailMessage
from email.policy import default
from typing import Any

import httpx

from deploy.local.stack import Stack
from tests.e2e.waiting import until
from tests.e2e.world import World

FORMULA = "=HYPERLINK(1)"
HOSTILE = f"{FORMULA} <script>alert(1)</script>\nX-Evil: 1"


async def posted(world: World, body: Any, **more: Any) -> httpx.Response:
    """POST /initiatives with this body, or these raw bytes."""
    headers = {"Authorization": f"Bearer {world.token('author')}", "Content-Type": "application/json"}
    content = {"content": body} if isinstance(body, bytes) else {"json": body}
    return await world.http.post(f"{world.system.url('submission')}/initiatives", headers=headers, **content, **more)


async def test_what_no_text_may_hold_is_refused_and_the_field_is_named(system: Stack) -> None:
    async with World(system) as world:
        for wrong, field in (
            ({"title": "a\u0000b"}, "title"),
            ({"title": {"$gt": ""}}, "title"),
            ({"$where": "1"}, "$where"),
            ({"unit": "x\u202ey"}, "unit"),
            ({"title": "a" * 5000}, "title"),
        ):
            answer = await posted(world, world.initiative_body(world.bases[0]) | wrong)
            assert answer.status_code == 422, answer.text
            assert field in [error["field"] for error in answer.json()["errors"]], answer.text
        assert (await posted(world, b"[" * 200_000)).status_code in (400, 422)
        assert (await posted(world, b'{"a":' * 50_000 + b"1" + b"}" * 50_000)).status_code in (400, 422)
        assert (await posted(world, b'{"title": "' + b"a" * 10_000_000 + b'"}')).status_code == 413
        for path in ("/initiatives/%7B%22$gt%22:%22%22%7D", "/initiatives/..%2Fme", "/units/%24where", "/cases/%00"):
            for service in ("submission", "review"):
                answer = await world.call("GET", service, path, "author")
                assert answer.status_code in (404, 422), f"{path} → {answer.status_code}"


async def test_hostile_titles_and_names_are_kept_and_harmless_everywhere(system: Stack) -> None:
    async with World(system) as world:
        one = await world.submit(world.bases[0], title=HOSTILE)
        await world.approve(one)
        mails = await until("the mail", world.mails, lambda mails: mails)
        assert "\n" not in mails[0].subject
        raw = next(path for path in (system.maildir / "new").iterdir() if world.root.encode() in path.read_bytes())
        message = email.message_from_bytes(raw.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        assert message["X-Evil"] is None
        page = message.get_body(("html",))
        assert page is not None
        assert "<script>" not in page.get_content()

        unit = world.units[world.bases[1]] | {"name": FORMULA}
        admin = ("admin", ("admin", world.root))
        tag = (await world.call("GET", "submission", f"/units/{world.bases[1]}", *admin)).headers["ETag"]
        headers = {"If-Match": tag}
        await world.must("PUT", "submission", f"/units/{world.bases[1]}", *admin, json=unit, headers=headers)
        path = f"/boards/{world.programme}/export?unit={world.uppers[0]}"

        async def sheet() -> str:
            return (await world.call("GET", "ranking", path, "onlooker")).text

        said = await until("the new name", sheet, lambda text: "HYPERLINK" in text)
        assert f"'{FORMULA}" in said
        assert f";{FORMULA}" not in said
        await world.boards_agree()


async def test_vietnamese_is_one_word_however_it_is_spelled(system: Stack) -> None:
    async with World(system) as world:
        title = "Đồ gá phẫu thuật"
        one = await world.submit(world.bases[0], title=unicodedata.normalize("NFD", title))
        seen = await world.initiative(one)
        assert seen["title"] == title == unicodedata.normalize("NFC", seen["title"])
        for asked in (title, unicodedata.normalize("NFD", title), "do ga phau thuat"):
            found = await world.must("GET", "submission", "/initiatives", one.sub, params={"q": asked, "mine": "true"})
            assert [item["id"] for item in found["items"]] == [one.id], asked
