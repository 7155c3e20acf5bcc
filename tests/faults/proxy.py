"""A TCP proxy between workers and their broker: delays, stalls, cuts and throttles; never reads."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

_PIECE = 16 * 1024


class Proxy:
    """Listens on one loopback port, speaks to another; use it as `async with`.

    `delay`: seconds every piece waits. `rate`: bytes a second of one connection, 0 for no limit.
    """

    def __init__(self, port: int, target: int) -> None:
        self.port = port
        self.delay = 0.0
        self.rate = 0
        self._target = target
        self._flows = asyncio.Event()
        self._flows.set()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._pipes: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()
        for pipe in tuple(self._pipes):
            pipe.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)

    def stall(self) -> None:
        """Keep every connection, and let nothing through."""
        self._flows.clear()

    def flow(self) -> None:
        """Let everything through again."""
        self._flows.set()
        self.delay, self.rate = 0.0, 0

    def cut(self) -> None:
        """End every connection as a broken line does."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        for source, sink in ((reader, back), (there, writer)):
            self._writers.add(sink)
            pipe = asyncio.create_task(self._pipe(source, sink))
            self._pipes.add(pipe)
            pipe.add_done_callback(self._pipes.discard)

    async def _pipe(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await source.read(_PIECE):
                await self._flows.wait()
                await asyncio.sleep(self.delay + (len(piece) / self.rate if self.rate else 0))
                sink.write(piece)
                await sink.drain()
        self._writers.discard(sink)
        sink.close()
