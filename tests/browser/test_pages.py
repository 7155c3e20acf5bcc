"""The board in a real browser: figures that come by themselves, a link to a story, a quiet console.

It needs Chromium (Debian: chromium); where there is none, what was not run is said by name.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.serving import address, listen, serve_app
from tests.browser.chromium import Page, browsing, where
from tests.builders.scrapes import BEGIN_MS, CASE
from tests.flow.boarding import opened
from tests.flow.test_board import ROUND_MS, a_late_licence, shown

PATHS = ("/board", "/board/bus", "/board/requests", "/board/requests/dpmptsp/SC-1")
WIDE, PHONE = (1280, 800), (390, 844)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[str]:
    """Where a board is served that hears of a round again and again."""
    city = await a_late_licence()
    listener = listen("127.0.0.1", 0, "")
    async with opened(city.bus, tmp_path) as found, asyncio.TaskGroup() as tasks:

        async def rounds() -> None:
            number = 0
            while True:
                found.board.take(BEGIN_MS + number * ROUND_MS, {CASE: shown(number)})
                number += 1
                await asyncio.sleep(0.2)

        going = tasks.create_task(rounds())
        serving = tasks.create_task(serve_app(found.app, listener))
        yield address(listener)
        os.kill(os.getpid(), signal.SIGTERM)
        await serving
        going.cancel()


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """A tab of a browser."""
    program = where()
    if program is None:
        pytest.skip("no browser is here (Debian: chromium): the board's pages were not seen in one")
    async with browsing(program, tmp_path / "profile") as found:
        yield found


async def test_figures_come_by_themselves_and_a_link_leads_to_a_story(
    home: str, page: Page
) -> None:
    await page.size(*WIDE)
    await page.open(f"{home}/board")
    first = await page.until("document.getElementById('live').dataset.ms")
    await page.until(f"document.getElementById('live').dataset.ms > {first}")
    await page.until("document.querySelectorAll('.chart canvas').length === 2")
    ticket = await page.ask("document.querySelector('.cards a').textContent")
    await page.ask("document.querySelector('.cards a').click()")
    await page.until(f"document.querySelector('h1')?.textContent === {ticket!r}")
    assert "5 hari kerja" in await page.ask("document.body.textContent")
    assert page.troubles == []


async def test_a_pause_holds_the_page_still(home: str, page: Page) -> None:
    await page.open(f"{home}/board")
    first = await page.until("document.getElementById('live').dataset.ms")
    await page.until(f"document.getElementById('live').dataset.ms > {first}")
    await page.ask("document.getElementById('pause').click()")
    stopped = "new Promise((then) => { let n = 0; document.body.addEventListener("
    stopped += (
        "'htmx:beforeRequest', (event) => { if (++n === 3) then(event.defaultPrevented); }) })"
    )
    found = await page.order(
        "Runtime.evaluate", expression=stopped, awaitPromise=True, returnByValue=True
    )
    assert found["result"]["value"] is True


@pytest.mark.parametrize("path", PATHS)
async def test_every_page_fits_a_phone_and_says_what_its_parts_are(
    home: str, page: Page, path: str
) -> None:
    await page.size(*PHONE, dark=True)
    await page.open(home + path)
    assert await page.ask("document.documentElement.scrollWidth") == PHONE[0]
    assert await page.ask("document.querySelectorAll('h1').length") == 1
    unnamed = (
        "table:not(.u-legend, :has(caption)), table:not(.u-legend) th:not([scope]), img:not([alt])"
    )
    assert await page.ask(f"document.querySelectorAll({unnamed!r}).length") == 0
    assert page.troubles == []
