"""Waiting until all that was sent has been carried through both hops; reads offsets alone."""

import asyncio
from collections.abc import Sequence

from contracts.topics import REQUESTS, agency_of
from services.kafka.access import KafkaAccess
from services.kafka.failures import Unavailable
from services.kafka.ports import Offsets
from services.kafka.reading import KafkaReader
from services.ledger import Groups

_LOOK = 0.2


class NeverSettled(Exception):
    """Something that was sent was not carried through in time; the message says how much."""


async def settle(
    access: KafkaAccess, topics: Sequence[str], groups: Groups, patience: float
) -> None:
    """Return once intake has finished what stands on agencies' topics, and the case all facts."""
    sources = [topic for topic in topics if agency_of(topic) is not None]
    reader = KafkaReader(access)
    for group, read in ((groups.intake, sources), (groups.case, [REQUESTS])):
        ends = {place: end for place, end in (await reader.ends(read)).items() if end}
        await _reached(reader, group, ends, patience)


async def _reached(reader: KafkaReader, group: str, ends: Offsets, patience: float) -> None:
    deadline = asyncio.get_running_loop().time() + patience
    while behind := await _behind(reader, group, ends):
        if asyncio.get_running_loop().time() > deadline:
            raise NeverSettled(f"{group} is {behind} records behind after {patience:.0f} s")
        await asyncio.sleep(_LOOK)


async def _behind(reader: KafkaReader, group: str, ends: Offsets) -> int:
    try:
        finished = await reader.committed(group)
    except Unavailable:
        return sum(ends.values())
    return sum(max(0, end - finished.get(place, 0)) for place, end in ends.items())
