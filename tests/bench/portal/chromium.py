"""The browser of the bench, and how a page is slowed down like a cheap phone on a bad line."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from playwright.async_api import Browser, Page, async_playwright

from deploy.browser import ARGUMENTS, browser

PHONE: Final = {"width": 360, "height": 780}
DESK: Final = {"width": 1280, "height": 800}
LATENCY_MS: Final = 150
DOWN: Final = 1_600_000 / 8
UP: Final = 750_000 / 8
CPU: Final = 4
PATIENCE_MS: Final = 60_000


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """One, for as long as it is measured with."""
    found = await asyncio.to_thread(browser)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=str(found.executable), env={**found.env}, args=list(ARGUMENTS)
        )
        try:
            yield running
        finally:
            await running.close()


@asynccontextmanager
async def fresh_page(running: Browser, size: dict[str, int], **more: Any) -> AsyncIterator[Page]:
    """A page of a browser that knows nothing yet."""
    viewport: Any = size
    context = await running.new_context(viewport=viewport, locale="vi-VN", **more)
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def slow_down(page: Page) -> None:
    """150 ms, 1.6 Mbit/s, a quarter of the processor (Chrome DevTools Protocol)."""
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    line = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": DOWN, "uploadThroughput": UP}
    await session.send("Network.emulateNetworkConditions", line)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
