"""A real Apache Kafka on this machine: one KRaft node on loopback; never a system Java."""

import asyncio
import base64
import secrets
import socket
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from deploy.local import state
from deploy.local.failure import EmbeddedKafkaFailed
from deploy.local.jars import cache_folder, jars
from deploy.local.java import command, last_words, start_leashed
from deploy.local.properties import properties
from deploy.local.state import running

__all__ = ["EmbeddedKafka", "EmbeddedKafkaFailed", "running"]

HEAP = "512m"
_START_SECONDS = 60
_STOP_SECONDS = 15
_POLL_SECONDS = 0.05


class EmbeddedKafka:
    """One broker whose data stay in `folder`/kafka: stop it, start it again, and they are there.

    `port` asks for a fixed port instead of a free one; `settings` go into server.properties over
    the usual ones, and `cluster` names one that several nodes form. Start it from the main thread:
    the broker is tied to the thread that starts it, and is killed when that ends, however it ends.
    """

    def __init__(
        self,
        folder: Path,
        *,
        progress: Callable[[str], None] | None = None,
        port: int | None = None,
        heap: str = HEAP,
        settings: Mapping[str, object] | None = None,
        cluster: str | None = None,
    ) -> None:
        self._folder = folder.absolute()
        self._home = self._folder / "kafka"
        self._log = self._home / "broker.log"
        self._progress = progress or (lambda _: None)
        self._heap = heap
        self._settings = settings
        self._cluster = cluster or fresh_cluster()
        self._jars: list[Path] = []
        self._port = port or free_port()
        self._controller_port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def folder(self) -> Path:
        """The folder it was given; its own files are under `kafka` there."""
        return self._folder

    @property
    def bootstrap(self) -> str:
        """Host and port, as clients want them; the same after stop and start."""
        return f"127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The Java process."""
        if self._process is None:
            message = "The embedded Kafka is not running."
            raise EmbeddedKafkaFailed(message)
        return self._process.pid

    async def start(self) -> None:
        """Format the folder on first use, start the broker and wait until it answers."""
        if other := running(self._folder):
            message = f"An embedded Kafka of {self._folder} is already running at {other}."
            raise EmbeddedKafkaFailed(message)
        self._home.mkdir(parents=True, exist_ok=True)
        self._jars = await asyncio.to_thread(jars, cache_folder(), self._progress)
        self._configuration.write_text(
            properties(self._port, self._controller_port, self._home / "logs", self._settings),
            encoding="utf-8",
        )
        await self._format()
        self._progress("starting Kafka")
        self._process = start_leashed(
            self._java("kafka.Kafka", str(self._configuration)), self._log
        )
        try:
            await self._wait_until_it_answers()
        except BaseException:
            await self.kill()
            raise
        state.write(self._folder, self.pid, self.bootstrap)

    async def stop(self) -> None:
        """End the broker in order (SIGTERM), by force if it takes too long; twice is no harm."""
        if self._process is not None:
            self._process.terminate()
        await self._end()

    async def kill(self) -> None:
        """End the broker as a crash does (SIGKILL); start() brings it back with the same data."""
        if self._process is not None:
            self._process.kill()
        await self._end()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def _configuration(self) -> Path:
        return self._home / "server.properties"

    def _java(self, program: str, *arguments: str) -> list[str]:
        return command(self._jars, self._heap, program, *arguments)

    async def _format(self) -> None:
        if (self._home / "logs" / "meta.properties").exists():
            return
        self._progress("preparing Kafka's data folder")
        log = self._home / "format.log"
        formatter = start_leashed(
            self._java(
                "kafka.tools.StorageTool",
                *("format", f"--cluster-id={self._cluster}", "--config", str(self._configuration)),
            ),
            log,
        )
        await asyncio.to_thread(formatter.wait)
        if formatter.returncode:
            message = f"Kafka's data folder could not be prepared: {last_words(log)}"
            raise EmbeddedKafkaFailed(message)

    async def _wait_until_it_answers(self) -> None:
        deadline = asyncio.get_running_loop().time() + _START_SECONDS
        while not await self._answers():
            if self._process is None or self._process.poll() is not None:
                message = f"The embedded Kafka ended before it answered: {last_words(self._log)}"
                raise EmbeddedKafkaFailed(message)
            if asyncio.get_running_loop().time() > deadline:
                message = f"Kafka did not answer in {_START_SECONDS} s: {last_words(self._log)}"
                raise EmbeddedKafkaFailed(message)
            await asyncio.sleep(_POLL_SECONDS)

    async def _answers(self) -> bool:
        if not _is_open(self._port):  # the client would log what is no trouble yet
            return False
        client = AIOKafkaClient(bootstrap_servers=self.bootstrap)
        try:
            await client.bootstrap()
        except KafkaError:
            return False
        else:
            return bool(client.cluster.brokers())
        finally:
            await client.close()

    async def _end(self) -> None:
        if self._process is None:
            return
        deadline = asyncio.get_running_loop().time() + _STOP_SECONDS
        while self._process.poll() is None:
            if asyncio.get_running_loop().time() > deadline:
                self._process.kill()
            await asyncio.sleep(_POLL_SECONDS)
        self._process = None
        state.clear(self._folder)


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def fresh_cluster() -> str:
    """A cluster id nobody else has, as Kafka writes it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
