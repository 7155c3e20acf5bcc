"""Sends five records to a topic; the third has a header whose name is not UTF-8.

A process of its own: only aiokafka's slow writer, chosen by AIOKAFKA_NO_EXTENSIONS, asks a name for
its bytes.
"""

import asyncio
import sys

from aiokafka import AIOKafkaProducer


class _Odd(str):
    __slots__ = ()

    def encode(self, *_how: object) -> bytes:
        return b"\xff\xfe"


async def _send(bootstrap: str, topic: str, packing: str) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, compression_type=packing or None, linger_ms=50
    )
    async with producer:
        names = ("ok", "ok", _Odd("xx"), "ok", "ok")
        waiting = [await producer.send(topic, b"body", headers=[(name, b"v")]) for name in names]
        await asyncio.gather(*waiting)


asyncio.run(_send(*sys.argv[1:]))
