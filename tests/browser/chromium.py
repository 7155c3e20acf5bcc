"""A headless Chromium spoken to in its own protocol: pages opened, asked, and photographed."""

import asyncio
import base64
import itertools
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
PATIENCE: Final = 60.0
_OPTIONS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--lang=id",
    "--remote-debugging-port=0",
    "about:blank",
)
_LOUD: Final = frozenset({"error", "warning", "assert"})


def where() -> str | None:
    """The browser of this machine; None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Page:
    """One tab. `troubles` are what its console said that it should not have."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.troubles: list[str] = []
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def listen(self) -> None:
        """Hear what the browser says, without end."""
        async for message in self._socket:
            said = message.json()
            if "id" in said:
                self._waiting.pop(said["id"]).set_result(said)
            else:
                self._hear(said["method"], said["params"])

    def _hear(self, method: str, told: dict[str, Any]) -> None:
        if method == "Runtime.exceptionThrown":
            self.troubles.append(str(told["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and told["type"] in _LOUD:
            self.troubles.append(str(told["args"]))
        elif method == "Log.entryAdded" and told["entry"]["level"] in _LOUD:
            self.troubles.append(str(told["entry"]))

    async def order(self, method: str, **told: object) -> dict[str, Any]:
        """Have something done; what came of it."""
        number = next(self._numbers)
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": told})
        async with asyncio.timeout(PATIENCE):
            answer = await future
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    async def ask(self, script: str) -> Any:  # noqa: ANN401 - whatever the page says
        """The value of an expression in the page."""
        found = await self.order("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    async def until(self, script: str) -> Any:  # noqa: ANN401 - whatever the page says
        """The value of an expression once it is true of the page."""
        async with asyncio.timeout(PATIENCE):
            while not (value := await self.ask(script)):
                await asyncio.sleep(0.05)
        return value

    async def open(self, address: str) -> None:
        """Go to an address and wait until it has loaded."""
        await self.order("Page.navigate", url=address)
        await self.until(f"document.readyState === 'complete' && location.href === {address!r}")

    async def size(self, width: int, height: int, *, dark: bool = False) -> None:
        """Look through a window of that size, in points, by day or by night."""
        await self.order(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 640,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.order("Emulation.setEmulatedMedia", features=[scheme])

    async def photograph(self, file: Path, most: int = 3000) -> None:
        """The whole page as a PNG, at most so many points of it."""
        sizes = (await self.order("Page.getLayoutMetrics"))["cssContentSize"]
        clip = {
            "x": 0,
            "y": 0,
            "width": sizes["width"],
            "height": min(sizes["height"], most),
            "scale": 1,
        }
        shot = await self.order("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        await asyncio.to_thread(file.write_bytes, base64.b64decode(shot["data"]))


@asynccontextmanager
async def browsing(program: str, profile: Path) -> AsyncIterator[Page]:
    """A page of a browser of its own, which ends with it."""
    process = await asyncio.create_subprocess_exec(
        program,
        *_OPTIONS,
        f"--user-data-dir={profile}",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port = await _port(profile / "DevToolsActivePort")
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                tabs = await answer.json()
            address = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
            async with session.ws_connect(address, max_msg_size=0) as socket:
                page = Page(socket)
                hearing = asyncio.create_task(page.listen())
                for domain in ("Page", "Runtime", "Log"):
                    await page.order(f"{domain}.enable")
                yield page
                hearing.cancel()
    finally:
        process.terminate()
        await process.wait()


async def _port(said: Path) -> int:
    """Where the browser listens, once it says so."""
    async with asyncio.timeout(PATIENCE):
        while not (text := await asyncio.to_thread(_text, said)):
            await asyncio.sleep(0.05)
    return int(text.splitlines()[0])


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
