"""Where a scenario's Kafka runs: one broker, one behind a proxy, one on a small disk, three."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.kafka import EmbeddedKafka, free_port, fresh_cluster
from tests.faults.proxy import Proxy

DISK_MB = 160


class CannotRunHere(Exception):
    """This machine does not let a scenario be played; the message says why."""


@dataclass
class Ground:
    """Brokers that run, the harness's way in, and the workers'."""

    brokers: list[EmbeddedKafka]
    bootstrap: str
    bus: str
    replication: int = 1
    proxy: Proxy | None = None
    disk: Path | None = None

    @property
    def broker(self) -> EmbeddedKafka:
        """The one broker."""
        return self.brokers[0]


Grounds = Callable[[Path], AbstractAsyncContextManager[Ground]]


@asynccontextmanager
async def one(folder: Path) -> AsyncIterator[Ground]:
    """One broker."""
    async with EmbeddedKafka(folder / "broker") as broker:
        yield Ground([broker], broker.bootstrap, broker.bootstrap)


@asynccontextmanager
async def proxied(folder: Path) -> AsyncIterator[Ground]:
    """One broker with a second listener, which says that it is to be reached through a proxy."""
    plain, control, inner = free_port(), free_port(), free_port()
    async with Proxy(free_port(), inner) as proxy:
        settings = {
            "listeners": f"PLAINTEXT://127.0.0.1:{plain},PROXIED://127.0.0.1:{inner},"
            f"CONTROLLER://127.0.0.1:{control}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{plain},"
            f"PROXIED://127.0.0.1:{proxy.port}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,"
            "CONTROLLER:PLAINTEXT",
            "controller.quorum.voters": f"1@127.0.0.1:{control}",
        }
        async with EmbeddedKafka(folder / "broker", port=plain, settings=settings) as broker:
            bus = f"127.0.0.1:{proxy.port}"
            yield Ground([broker], broker.bootstrap, bus, proxy=proxy)


@asynccontextmanager
async def small_disk(folder: Path) -> AsyncIterator[Ground]:
    """One broker whose data lie on a disk of their own, of a hundred and some megabytes."""
    disk = folder / "broker" / "kafka" / "logs"
    disk.mkdir(parents=True)
    await _run("mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(disk))
    try:
        async with EmbeddedKafka(folder / "broker") as broker:
            yield Ground([broker], broker.bootstrap, broker.bootstrap, disk=disk)
    finally:
        await _run("umount", "--lazy", str(disk))


async def _run(*command: str) -> None:
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = " ".join(done.stderr.split())
        raise CannotRunHere(f"`{' '.join(command[:3])}` is not allowed: {said}")


@asynccontextmanager
async def three(folder: Path) -> AsyncIterator[Ground]:
    """Three brokers that are controllers too; every topic on all of them, two must have a write."""
    cluster, control = fresh_cluster(), [free_port() for _ in range(3)]
    brokers = [
        EmbeddedKafka(
            folder / f"broker-{node}",
            port=(port := free_port()),
            settings=_node(node, port, control),
            cluster=cluster,
        )
        for node in (1, 2, 3)
    ]
    async with AsyncExitStack() as stack:
        for broker in brokers:
            stack.push_async_callback(broker.stop)
        await asyncio.gather(*(broker.start() for broker in brokers))
        bootstrap = ",".join(broker.bootstrap for broker in brokers)
        yield Ground(brokers, bootstrap, bootstrap, replication=3)


def _node(node: int, port: int, control: list[int]) -> dict[str, object]:
    voters = ",".join(f"{n}@127.0.0.1:{at}" for n, at in enumerate(control, start=1))
    return {
        "node.id": node,
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{control[node - 1]}",
        "controller.quorum.voters": voters,
        "offsets.topic.replication.factor": 3,
        "transaction.state.log.replication.factor": 3,
        "transaction.state.log.min.isr": 2,
        "min.insync.replicas": 2,
    }
