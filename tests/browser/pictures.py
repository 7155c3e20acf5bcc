"""docs/board*.png anew: a demo of some minutes, and its board seen in a real Chromium.

Run as `make pictures`. It needs Chromium (Debian: chromium).
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple

from tests.browser.chromium import Page, browsing, where

DOCS: Final = Path(__file__).parents[2] / "docs"
_SAYS: Final = re.compile(rb"board: (http://127\.0\.0\.1:\d+)/board")
_ENOUGH: Final = 20
"""Requests that must be late before a picture says something."""
_PATIENCE: Final = 900.0
_LATE: Final = "Number(document.querySelector('a[href$=\"show=late\"] b')?.textContent)"
_DRAWN: Final = (
    "[...document.querySelectorAll('.chart')].every((one) => one.querySelector('canvas'))"
)


class Shot(NamedTuple):
    """One picture: of which page, through a window of which size, by day or by night."""

    name: str
    path: str
    width: int
    height: int
    dark: bool = False


SHOTS: Final = (
    Shot("board", "/board", 1280, 1480),
    Shot("board-phone", "/board", 390, 844, dark=True),
    Shot("board-bus", "/board/bus", 1280, 1000, dark=True),
)
_STORY: Final = Shot("board-story", "", 1280, 1000)


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[str]:
    """Where the board of a demo is, which ends with it."""
    command = (
        "-m",
        "deploy.cli",
        "demo",
        "--for",
        str(int(_PATIENCE)),
        "--seed",
        "1",
        "--rate",
        "20",
    )
    place = ("--folder", str(folder))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *command, *place), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    draining: asyncio.Task[bytes] | None = None
    try:
        async for line in process.stdout:
            if (said := _SAYS.match(line)) is not None:
                draining = asyncio.create_task(process.stdout.read())
                yield said[1].decode()
                break
    finally:
        process.terminate()
        await process.wait()
        if draining is not None:
            await draining


async def take(page: Page, shot: Shot, address: str) -> None:
    """One picture into docs/."""
    await page.size(shot.width, shot.height, dark=shot.dark)
    await page.open(address)
    await page.until(_DRAWN)
    await page.photograph(DOCS / f"{shot.name}.png", shot.height)


async def main() -> None:
    """Every picture; what the browser's console complains of is an error."""
    program = where()
    if program is None:
        sys.exit("No browser is here (Debian: chromium).")
    with tempfile.TemporaryDirectory(prefix="simpul-pictures-") as place:
        folder = Path(place)
        async with demo(folder / "demo") as home, browsing(program, folder / "profile") as page:
            await page.open(f"{home}/board")
            async with asyncio.timeout(_PATIENCE):
                while not (await page.ask(_LATE) or 0) >= _ENOUGH:
                    await asyncio.sleep(1)
            for shot in SHOTS:
                await take(page, shot, home + shot.path)
            await page.open(f"{home}/board/requests")
            await take(page, _STORY, await page.ask("document.querySelector('.cards a').href"))
        assert page.troubles == [], page.troubles


if __name__ == "__main__":
    asyncio.run(main())
