"""What holds of topics wherever they are; run by Kafka's tests and by the memory's."""

import asyncio
import random
from collections.abc import Sequence
from typing import NamedTuple

import pytest

from contracts.records import Message, Record
from contracts.topics import Topic
from services.kafka.failures import RecordTooLarge, TopicsDiffer, UnknownTopic
from services.kafka.lag import first_logged, last_logged
from services.kafka.latest import latest_by_key
from services.kafka.ports import Difference, TopicAdmin, TopicReader, TopicWriter


class Topics(NamedTuple):
    """One bus through its three ports, and a prefix nobody else uses on it."""

    admin: TopicAdmin
    writer: TopicWriter
    reader: TopicReader
    prefix: str

    async def create(self, name: str, partitions: int = 1, **changes: int | None) -> Topic:
        """A topic of this test's own."""
        topic = self.topic(name, partitions)._replace(**changes)  # type: ignore[arg-type]
        await self.admin.apply([topic])
        return topic

    def topic(self, name: str, partitions: int = 1) -> Topic:
        """A topic's description."""
        return Topic(
            f"{self.prefix}.{name}", "A test's own.", "any", (), (), (), partitions=partitions
        )

    async def all_of(self, *topics: str) -> list[Record]:
        """Every record, partition by partition."""
        found = [record async for records in self.reader.read(topics) for record in records]
        return sorted(found, key=lambda record: (record.topic, record.partition, record.offset))


def plain(records: Sequence[Record]) -> list[tuple[bytes | None, bytes | None]]:
    return [(record.key, record.value) for record in records]


class PortTests:
    """Subclasses give a `topics` fixture."""

    async def test_what_was_written_is_read_back_whole_and_in_order(self, topics: Topics) -> None:
        topic = await topics.create("whole")
        headers = (("ce_id", b"1"), ("ce_id", b"2"), ("empty", b""))
        receipts = await topics.writer.write(
            [
                Message(topic.name, b"k", b"v", headers),
                Message(topic.name, None, b"no key"),
                Message(topic.name, b"gone", None),
            ]
        )
        found = await topics.all_of(topic.name)
        assert plain(found) == [(b"k", b"v"), (None, b"no key"), (b"gone", None)]
        assert tuple(found[0].headers) == headers
        assert [(r.partition, r.offset, r.timestamp) for r in receipts] == [
            (r.partition, r.offset, r.timestamp) for r in found
        ]
        assert [record.offset for record in found] == [0, 1, 2]

    async def test_a_topic_created_later_stops_none_that_was_written_before(
        self, topics: Topics
    ) -> None:
        known = await topics.create("before")
        await topics.writer.write([Message(known.name, b"k", b"1")])
        new = await topics.create("later")
        both = [Message(new.name, b"k", b"1"), Message(known.name, b"k", b"2")]
        receipts = await topics.writer.write(both)
        assert [receipt.offset for receipt in receipts] == [0, 1]

    async def test_the_time_of_a_record_is_the_brokers_and_never_runs_back(
        self, topics: Topics
    ) -> None:
        topic = await topics.create("time")
        first = await topics.writer.write([Message(topic.name, b"k", b"1")])
        second = await topics.writer.write([Message(topic.name, b"k", b"2")])
        assert 0 < first[0].timestamp <= second[0].timestamp

    async def test_a_key_goes_to_the_partition_kafkas_default_partitioner_says(
        self, topics: Topics
    ) -> None:
        topic = await topics.create("keys", partitions=8)
        # murmur2 as Apache Kafka's own UtilsTest gives it
        hashes = {b"21": -973932308, b"foobar": -790332482, b"abc": 479470107}
        receipts = await topics.writer.write([Message(topic.name, key, b"") for key in hashes])
        meant = [(number & 0x7FFFFFFF) % 8 for number in hashes.values()]
        assert [receipt.partition for receipt in receipts] == meant

    async def test_a_message_may_name_its_partition(self, topics: Topics) -> None:
        topic = await topics.create("placed", partitions=3)
        receipts = await topics.writer.write([Message(topic.name, b"k", b"v", (), 2)])
        assert receipts[0].partition == 2

    async def test_an_unknown_topic_is_named(self, topics: Topics) -> None:
        name = f"{topics.prefix}.nowhere"
        with pytest.raises(UnknownTopic, match=name):
            await topics.writer.write([Message(name, b"k", b"v")])
        with pytest.raises(UnknownTopic, match=name):
            await topics.all_of(name)
        assert await topics.reader.ends([name]) == {}
        assert await topics.reader.begins([name]) == {}

    async def test_a_record_above_the_topics_limit_is_refused_and_one_below_is_taken(
        self, topics: Topics
    ) -> None:
        topic = await topics.create("limit", max_message_bytes=10_000)
        noise = random.Random(1).randbytes(10_000)  # noqa: S311 - noise that does not compress
        with pytest.raises(RecordTooLarge, match=topic.name):
            await topics.writer.write([Message(topic.name, b"k", noise)])
        await topics.writer.write([Message(topic.name, b"k", noise[:9_000])])
        assert len(await topics.all_of(topic.name)) == 1

    async def test_reading_stops_at_the_end_and_starts_where_it_is_told(
        self, topics: Topics
    ) -> None:
        topic = await topics.create("parts", partitions=2)
        await topics.writer.write(
            Message(topic.name, b"k", str(n).encode(), (), n % 2) for n in range(10)
        )
        ends = await topics.reader.ends([topic.name])
        assert ends == {(topic.name, 0): 5, (topic.name, 1): 5}
        assert await topics.reader.begins([topic.name]) == dict.fromkeys(ends, 0)
        since = {(topic.name, 0): 3}
        found = [
            (record.partition, record.offset)
            async for records in topics.reader.read([topic.name], since)
            for record in records
        ]
        assert sorted(found) == [(0, 3), (0, 4), *((1, n) for n in range(5))]

    async def test_reading_stops_where_it_is_told(self, topics: Topics) -> None:
        topic = await topics.create("upto", partitions=2)
        await topics.writer.write(
            Message(topic.name, b"k", str(n).encode(), (), n % 2) for n in range(10)
        )
        until = {(topic.name, 0): 2, (topic.name, 1): 99}
        found = [
            (record.partition, record.offset)
            async for records in topics.reader.read([topic.name], None, until)
            for record in records
        ]
        assert sorted(found) == [(0, 0), (0, 1), *((1, n) for n in range(5))]

    async def test_the_first_record_from_an_instant_on_is_found(self, topics: Topics) -> None:
        topic = await topics.create("instants", partitions=2)
        receipts = await topics.writer.write(
            Message(topic.name, b"k", str(n).encode(), (), 0) for n in range(3)
        )
        first, last = receipts[0].timestamp, receipts[-1].timestamp
        from_the_first = await topics.reader.at_time([topic.name], first)
        assert from_the_first == {(topic.name, 0): 0, (topic.name, 1): 0}
        after_all = await topics.reader.at_time([topic.name], last + 1)
        assert after_all == {(topic.name, 0): 3, (topic.name, 1): 0}
        assert await topics.reader.at_time([f"{topics.prefix}.nowhere"], first) == {}

    async def test_when_the_first_and_the_last_record_were_logged_is_found(
        self, topics: Topics
    ) -> None:
        topic = await topics.create("edges", partitions=2)
        receipts = await topics.writer.write(
            Message(topic.name, b"k", str(n).encode(), (), 0) for n in range(3)
        )
        begins = await topics.reader.begins([topic.name])
        ends = await topics.reader.ends([topic.name])
        first = await first_logged(topics.reader, begins | {(topic.name, 0): 1}, ends)
        assert first == {(topic.name, 0): receipts[1].timestamp}
        last = await last_logged(topics.reader, begins, ends)
        assert last == {(topic.name, 0): receipts[-1].timestamp}
        assert await first_logged(topics.reader, ends, ends) == {}

    async def test_a_group_nobody_heard_of_has_committed_nothing(self, topics: Topics) -> None:
        assert await topics.reader.committed(f"{topics.prefix}-nobody") == {}

    async def test_an_empty_topic_is_read_to_its_end_at_once(self, topics: Topics) -> None:
        topic = await topics.create("empty", partitions=4)
        assert await topics.all_of(topic.name) == []

    async def test_a_tail_brings_what_comes_after(self, topics: Topics) -> None:
        topic = await topics.create("tail")
        await topics.writer.write([Message(topic.name, b"k", b"before")])
        since = await topics.reader.ends([topic.name])
        await topics.writer.write([Message(topic.name, b"k", b"after")])
        found: list[Record] = []
        async with asyncio.timeout(20):
            async for records in topics.reader.tail([topic.name], since):
                found += records
                if len(found) == 1:
                    await topics.writer.write([Message(topic.name, b"k", b"later")])
                if len(found) == 2:
                    break
        assert [record.value for record in found] == [b"after", b"later"]

    async def test_the_latest_of_each_key_is_what_counts_on_a_compacted_topic(
        self, topics: Topics
    ) -> None:
        topic = await topics.create("compacted", retention_days=None)
        writes = [(b"a", b"1"), (b"b", b"1"), (b"a", b"2"), (b"c", b"1"), (b"c", None)]
        await topics.writer.write(Message(topic.name, *pair) for pair in writes)
        latest = await latest_by_key(topics.reader, topic.name)
        assert {key: record.value for key, record in latest.items()} == {b"a": b"2", b"b": b"1"}

    async def test_a_plan_tells_what_is_missing_and_applying_it_leaves_nothing(
        self, topics: Topics
    ) -> None:
        topic = topics.topic("planned", partitions=3)
        row = Difference(topic.name, "topic", "3 partitions", "-", "create")
        assert await topics.admin.plan([topic]) == [row]
        assert await topics.admin.apply([topic]) == [row]
        assert await topics.admin.plan([topic]) == []
        assert await topics.admin.apply([topic]) == []

    async def test_a_setting_that_differs_is_set(self, topics: Topics) -> None:
        topic = await topics.create("setting", retention_days=1)
        longer = topic._replace(retention_days=2)
        row = Difference(topic.name, "retention.ms", "172800000", "86400000", "set")
        assert await topics.admin.plan([longer]) == [row]
        await topics.admin.apply([longer])
        assert await topics.admin.plan([longer]) == []

    async def test_a_partition_count_is_never_changed_nor_anything_beside_it(
        self, topics: Topics
    ) -> None:
        topic = await topics.create("counted", partitions=2)
        other = topics.topic("beside")
        with pytest.raises(TopicsDiffer, match="partitions is 2, meant is 4"):
            await topics.admin.apply([topic._replace(partitions=4), other])
        assert [row.remedy for row in await topics.admin.plan([other])] == ["create"]

    async def test_records_are_never_thrown_away_by_a_shorter_retention(
        self, topics: Topics
    ) -> None:
        topic = await topics.create("kept", retention_days=9)
        with pytest.raises(TopicsDiffer, match=r"retention\.ms"):
            await topics.admin.apply([topic._replace(retention_days=8)])
        with pytest.raises(TopicsDiffer, match=r"cleanup\.policy"):
            await topics.admin.apply([topic._replace(retention_days=None)])
