"""The ledger reads a whole bus through the port that Kafka is bound to as well."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

import pytest

from contracts.cases import Class
from contracts.envelope import encode
from contracts.records import Message, Record
from contracts.topics import CASES, QUARANTINE, REQUESTS, STATUS, topics_for
from services.kafka.failures import UnknownTopic
from services.ledger import Check, audit, read_ledger
from tests.builders.events import RECEIVED, milliseconds
from tests.builders.ledger import Log, a_sound_log, without
from tests.builders.stories import EARLY, SENT, a_case
from tests.flow.memory_bus import FakeClock, MemoryBus


async def _bus(log: Log) -> MemoryBus:
    bus = MemoryBus(FakeClock(milliseconds(RECEIVED)))
    await bus.apply(topics_for(["dlh", "dishub"], partitions=1))
    await bus.write(Message(one.topic, one.key, one.value, one.headers, 0) for one in log)
    return bus


async def test_what_is_read_from_the_bus_is_what_was_at_hand() -> None:
    bus = await _bus(a_sound_log())
    report = await read_ledger(bus, ["dishub", "dlh"])
    assert report.model_copy(update={"latency": None}) == audit(a_sound_log()).model_copy(
        update={"latency": None}
    )


async def test_a_lost_case_is_found_on_the_bus() -> None:
    report = await read_ledger(await _bus(without(a_sound_log(), CASES, 2)), ["dlh"])
    assert [(one.check, one.topic, one.offset) for one in report.problems] == [
        (Check.OUTCOME, SENT, 6)
    ]


async def test_an_agency_that_has_no_topics_yet_has_sent_nothing() -> None:
    report = await read_ledger(await _bus(a_sound_log()), ["dlh", "dpmptsp"])
    assert report.problems == ()


async def test_a_bus_without_topics_is_not_a_sound_one() -> None:
    with pytest.raises(UnknownTopic):
        await read_ledger(MemoryBus(), ["dlh"])


class _Busy(MemoryBus):
    """A bus on which a waiting record is judged, and one more sent, while the ledger reads."""

    async def read(
        self,
        topics: Sequence[str],
        since: Mapping[tuple[str, int], int] | None = None,
        until: Mapping[tuple[str, int], int] | None = None,
    ) -> AsyncIterator[Sequence[Record]]:
        async for records in super().read(topics, since, until):
            yield records
        if CASES in topics:
            judged = a_case(EARLY, {6: Class.REJECTED}, counters={QUARANTINE: 1})
            said = encode(judged, topic=CASES, key=EARLY, event_id="any", source="/s", at=RECEIVED)
            aside = next(
                one for one in a_sound_log() if one.topic == QUARANTINE and one.offset == 2
            )
            value = (aside.value or b"").replace(b'"offset":7', b'"offset":6')
            value = value.replace(b"000000000001", b"000000000002")
            late = replace(aside, value=value)
            await self.write(
                [
                    said._replace(partition=0),
                    Message(QUARANTINE, late.key, late.value, late.headers, 0),
                    Message(SENT, b"DLH-1", b"{}", (), 0),
                ]
            )


async def test_a_bus_that_works_on_while_it_is_read_looks_no_worse() -> None:
    bus = _Busy(FakeClock(milliseconds(RECEIVED)))
    await bus.apply(topics_for(["dlh"], partitions=1))
    await bus.write(Message(o.topic, o.key, o.value, o.headers, 0) for o in a_sound_log())
    report = await read_ledger(bus, ["dlh"])
    assert (report.records, report.unaccounted) == (10, 0)
    assert [one.sentence for one in report.problems] == []
    assert {STATUS, REQUESTS} <= {topic for topic, _ in await bus.ends([STATUS, REQUESTS])}
