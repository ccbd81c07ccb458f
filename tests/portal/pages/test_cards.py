"""The picture of a typical initiative: others may keep it only where everybody may see it."""

from types import SimpleNamespace

import pytest

from portal.papers import Papers
from tests.portal.gallery.public import typical
from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import PROGRAMME, form


@pytest.mark.parametrize("is_signed_in", [True, False])
async def test_what_somebody_signed_in_is_shown_is_kept_by_no_cache_between(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, is_signed_in: bool
) -> None:
    async def drawn(_data: object) -> SimpleNamespace:
        return SimpleNamespace(content=b"png")

    shown = typical(1)
    papers: Papers = browser.app.state.papers
    monkeypatch.setattr(papers.cards, "page", drawn)
    browser.services.says("submission", "GET", "/showcase", {"items": [shown], "next": None})
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", form())
    if is_signed_in:
        browser.sign_in()
    answer = await browser.get(f"/tieu-bieu/{PROGRAMME}/{shown['id']}.png")
    assert answer.headers["cache-control"].startswith("private," if is_signed_in else "public,")
