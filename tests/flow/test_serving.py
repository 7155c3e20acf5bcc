"""A real server on a free port of this machine, and how it ends."""

import asyncio
import os
import signal
import socket

import pytest
from httpx import AsyncClient

from deploy.serving import AddressTaken, address, listening, serve_catalogue
from deploy.settings import Settings
from tests.flow.line import MemoryReach, published

ANYWHERE = Settings(http_port=0)


async def test_a_server_answers_until_a_signal_ends_it_in_order() -> None:
    listener = listening(ANYWHERE)
    serving = asyncio.create_task(serve_catalogue(MemoryReach(await published()), listener))
    async with AsyncClient(base_url=address(listener)) as client, asyncio.timeout(30):
        while (ready := await client.get("/readyz")).status_code != 200:
            await asyncio.sleep(0.01)
        assert ready.json()["status"] == "ready"
        head = await client.head("/v1/services")
        assert (head.status_code, head.content) == (200, b"")
        assert "server" not in head.headers
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(30):
        await serving


def test_it_listens_on_loopback_unless_told_otherwise() -> None:
    with listening(ANYWHERE) as listener:
        assert address(listener).startswith("http://127.0.0.1:")


def test_an_address_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressTaken, match=f"127.0.0.1 port {port}: .*SIMPUL_HTTP_PORT"):
            listening(Settings(http_port=port))
