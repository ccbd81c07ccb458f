"""Bodies as no page of ours sends them: odd kinds, files for texts, halves, and more than there is room for."""

from typing import Any

import httpx
import pytest

from portal.desk.many import MANY
from portal.web import visitors
from portal.web.deadline import is_endless
from shared.web.rates import Rates
from tests.portal.pages.conftest import Browser
from tests.portal.pages.html import check_page
from tests.portal.pages.samples import INITIATIVE
from tests.portal.pages.typed import PAGE, TYPED

BOUNDARY = "X"
UNSUPPORTED, TOO_MANY = 415, 429


def multipart(title: str | bytes) -> bytes:
    """The form with this title."""
    text = title if isinstance(title, bytes) else title.encode()
    parts = {**{name: value.encode() for name, value in TYPED.items()}, "title": text}
    written = [
        b'--X\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in parts.items()
    ]
    return b"".join(written) + b"--X--\r\n"


async def send(browser: Browser, content: bytes, media_type: str) -> httpx.Response:
    headers = {"content-type": media_type, "sec-fetch-site": "same-origin"}
    if browser.secret:
        headers["cookie"] = f"__Host-sk={browser.secret}"
    return await browser.client.post(PAGE, content=content, headers=headers)


@pytest.mark.parametrize("charset", ["undefined", "punycode", "unicode_escape", "utf-16", "khong-co", ""])
@pytest.mark.parametrize("media_type", ["multipart/form-data", "Multipart/Form-Data"])
async def test_a_form_in_another_writing_is_refused(talkative: Browser, media_type: str, charset: str) -> None:
    answer = await send(talkative, multipart("\\ud800 Đồ gá"), f"{media_type}; boundary=X; charset={charset}")
    check_page(answer)
    assert answer.status_code == UNSUPPORTED or not charset


@pytest.mark.parametrize("media_type", ["multipart/form-data; boundary=X", "MULTIPART/Form-Data; boundary=X"])
async def test_what_is_typed_is_cleaned_however_its_kind_is_spelt(talkative: Browser, media_type: str) -> None:
    talkative.services.away.add("submission")
    answer = await send(talkative, multipart(b"\xed\xa0\x80 \0 dau-vet"), media_type)
    check_page(answer) if answer.status_code != 503 else None
    assert "dau-vet" in answer.text, "kept"
    assert "\0" not in answer.text


async def test_a_file_in_place_of_a_text_is_no_text(open_form: Browser) -> None:
    open_form.sign_in()
    files = {"title": ("a.txt", b"trong tep", "text/plain")}
    typed = {name: value for name, value in TYPED.items() if name != "title"}
    headers = {"cookie": f"__Host-sk={open_form.secret}", "sec-fetch-site": "same-origin"}
    answer = await open_form.client.post(PAGE, data=typed, files=files, headers=headers)
    assert answer.status_code == 422
    assert "UploadFile" not in answer.text
    assert not open_form.services.asked("submission", "POST", "/initiatives")


async def test_whoever_hangs_up_in_the_middle_is_no_fault_of_ours(
    browser: Browser, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    sent: list[Any] = []
    messages = iter([{"type": "http.request", "body": b"title=", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(messages, {"type": "http.disconnect"})

    async def note(message: Any) -> None:
        sent.append(message)

    headers = [
        (b"host", b"127.0.0.1:8000"),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", b"900"),
        (b"sec-fetch-site", b"same-origin"),
    ]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
    }
    scope |= {"path": PAGE, "raw_path": PAGE.encode(), "root_path": "", "query_string": b"", "headers": headers}
    scope |= {"client": ("127.0.0.1", 5), "server": ("127.0.0.1", 8000), "state": {}}
    await browser.app(scope, receive, note)
    assert sent == []
    assert "portal.failed" not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/bang/p/stream", True),
        ("GET", "/en/bang/p/stream", True),
        ("POST", "/bang/p/stream", False),
        ("POST", "/g/p/stream", False),
        ("GET", "/g/p/stream", False),
        ("GET", "/g/bang/stream", False),
        ("GET", "/stream", False),
        ("GET", "/", False),
    ],
)
def test_only_a_board_that_is_looked_at_has_no_deadline(method: str, path: str, expected: bool) -> None:
    assert is_endless({"type": "http", "method": method, "path": path}) is expected


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 10, "²", "-1", ""])
async def test_a_case_with_an_odd_number_is_not_ticked(talkative: Browser, number: str) -> None:
    check_page(await talkative.get(f"{MANY}?case={INITIATIVE}:{number}:1:1"))


async def test_drafts_of_one_address_are_counted_by_their_size(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = browser.app.state.limits
    monkeypatch.setattr(limits, "_drafts", Rates(5))
    double = {f"f{number}": "x" * 200 for number in range(visitors.DRAFT_BYTES // 200)}
    sent = (double, double, {"name": "x"}, {"name": "x"})
    statuses = [(await browser.post("/quan-tri/thu/giu", form)).status_code for form in sent]
    assert statuses == [303, 303, 303, TOO_MANY]
