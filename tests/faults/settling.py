"""Waiting until all that was sent has been carried through both hops; reads offsets alone."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from contracts.topics import REQUESTS, agency_of
from deploy.wiring import Hop
from services.kafka.access import KafkaAccess
from services.kafka.reading import KafkaReader

_LOOK = 0.2

Offsets = Mapping[tuple[str, int], int]


class NeverSettled(Exception):
    """Something that was sent was not carried through in time; the message says how much."""


async def settle(access: KafkaAccess, topics: Sequence[str], name: str, patience: float) -> None:
    """Return once intake has finished what stands on agencies' topics, and the case all facts."""
    sources = [topic for topic in topics if agency_of(topic) is not None]
    reader = KafkaReader(access)
    async with _admin(access) as admin:
        for hop, read in ((Hop.INTAKE, sources), (Hop.CASE, [REQUESTS])):
            ends = {place: end for place, end in (await reader.ends(read)).items() if end}
            await _reached(admin, f"{name}-{hop.group}", ends, patience)


@asynccontextmanager
async def _admin(access: KafkaAccess) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(**access.arguments())
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


async def _reached(admin: AIOKafkaAdminClient, group: str, ends: Offsets, patience: float) -> None:
    deadline = asyncio.get_running_loop().time() + patience
    while behind := await _behind(admin, group, ends):
        if asyncio.get_running_loop().time() > deadline:
            raise NeverSettled(f"{group} is {behind} records behind after {patience:.0f} s")
        await asyncio.sleep(_LOOK)


async def _behind(admin: AIOKafkaAdminClient, group: str, ends: Offsets) -> int:
    try:
        committed = await admin.list_consumer_group_offsets(group)
    except KafkaError:
        return sum(ends.values())
    finished = {place: max(0, entry.offset) for place, entry in committed.items()}
    return sum(max(0, end - finished.get(TopicPartition(*at), 0)) for at, end in ends.items())
