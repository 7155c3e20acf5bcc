"""What no worker may stop or fill up at: batches that are bombs, torn, or not what they claim."""

import hashlib
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.util import calc_crc32c

from agents.engine.batches import read_whatever_came
from contracts.batches import MOST_UNPACKED, Flaw, UnreadBatch
from tests.builders.batches import CODECS, a_batch

AGENCYS = "agency.dlh.events.v1"
PACKED = [codec for codec in CODECS if codec != "none"]
READ_COMMITTED = 1
Whole = bytes | bytearray


def fetched(*batches: Whole, topic: str = AGENCYS, since: int = 0) -> Any:  # noqa: ANN401 -- aiokafka's
    """The records of an answer to a fetch, as aiokafka cuts them."""
    read_whatever_came()
    records = fetcher.MemoryRecords(b"".join(batches))
    return fetcher.PartitionRecords(
        tp=TopicPartition(topic, 0),
        records=records,
        aborted_transactions=[],
        fetch_offset=since,
        key_deserializer=None,
        value_deserializer=None,
        check_crcs=True,
        isolation_level=READ_COMMITTED,
    )


def places(*batches: Whole) -> list[tuple[int, bytes | Flaw]]:
    """Each record's offset and value, or the flaw of what stands there."""
    return [
        (one.offset, one.value.flaw if isinstance(one.value, UnreadBatch) else one.value)
        for one in fetched(*batches)
    ]


@pytest.mark.parametrize("codec", CODECS)
def test_a_sound_batch_is_read_whatever_packs_it(codec: str) -> None:
    read = fetched(a_batch(b"one", b"two" * 1000, codec=codec, base=7, headers=[("name", b"x")]))
    assert [(one.offset, one.value) for one in read] == [(7, b"one"), (8, b"two" * 1000)]
    assert read.next_fetch_offset == 9


@pytest.mark.parametrize("codec", PACKED)
def test_a_bomb_is_one_record_that_says_so_and_what_follows_is_read(codec: str) -> None:
    bomb = a_batch(*[bytes(MOST_UNPACKED)] * 16, codec=codec, base=3)
    assert places(bomb, a_batch(b"after", base=19)) == [(3, Flaw.TOO_LARGE), (19, b"after")]


def test_a_batch_may_unpack_to_just_the_limit() -> None:
    room = MOST_UNPACKED - len(a_batch(b"")) - 10
    assert places(a_batch(bytes(room), codec="zstd")) == [(0, bytes(room))]


def test_a_batch_that_is_too_large_as_it_came_is_put_aside() -> None:
    assert places(a_batch(bytes(MOST_UNPACKED))) == [(0, Flaw.TOO_LARGE)]


def test_what_stands_for_a_batch_tells_its_extent_size_and_digest() -> None:
    bomb = a_batch(*[bytes(MOST_UNPACKED)] * 80, codec="lz4", base=5)
    (record,) = fetched(bomb)
    value = record.value
    assert (value, value.size) == (bomb[:65_536], len(bomb))
    assert (value.records, value.last_offset) == (80, 84)
    assert value.digest == hashlib.blake2b(bomb, digest_size=16).hexdigest()
    assert (record.key, record.headers, record.timestamp) == (None, (), 1_773_277_000_000)


@pytest.mark.parametrize("codec", CODECS)
def test_a_batch_with_a_wrong_checksum_is_put_aside(codec: str) -> None:
    torn = a_batch(b"one", b"two", codec=codec)
    torn[-1] ^= 0x01
    assert places(torn, a_batch(b"after", base=2)) == [(0, Flaw.CHECKSUM), (2, b"after")]


def test_a_torn_header_loses_nothing_of_the_next_batch() -> None:
    torn = a_batch(b"one", b"two")
    torn[23:27] = (1_000_000).to_bytes(4)  # what it says of its last offset
    assert places(torn, a_batch(b"after", base=2)) == [(0, Flaw.CHECKSUM), (2, b"after")]
    read = fetched(torn)
    assert [one.timestamp for one in read] == [0]
    assert read.next_fetch_offset == 1


@pytest.mark.parametrize("codec", PACKED)
def test_what_its_codec_cannot_unpack_is_put_aside(codec: str) -> None:
    torn = a_batch(b"one", b"two")
    torn[22] = CODECS[codec]
    assert places(sealed(torn)) == [(0, Flaw.UNREADABLE)]


@pytest.mark.parametrize("codec", [5, 6, 7])
def test_a_codec_nobody_knows_is_put_aside(codec: int) -> None:
    odd = a_batch(b"one")
    odd[22] = codec
    assert places(sealed(odd)) == [(0, Flaw.UNREADABLE)]


def test_records_are_read_up_to_the_one_that_is_broken() -> None:
    torn = a_batch(b"one", b"two", b"three")
    at = torn.index(b"two") - 1
    torn[at] = 0x7E  # the value's length
    assert places(sealed(torn)) == [(0, b"one"), (1, Flaw.UNREADABLE)]
    assert read_to(sealed(torn)) == 3


def test_a_batch_of_an_old_format_or_of_no_length_is_put_aside() -> None:
    old = a_batch(b"one")
    old[16] = 1
    assert places(old) == [(0, Flaw.UNREADABLE)]
    short = (9).to_bytes(8) + (30).to_bytes(4) + bytes(30)
    assert places(short, a_batch(b"after", base=10)) == [(9, Flaw.UNREADABLE), (10, b"after")]


def test_a_batch_put_aside_before_is_not_read_again() -> None:
    bomb = a_batch(*[bytes(MOST_UNPACKED)] * 4, codec="zstd", base=3)
    read = fetched(bomb, since=4)
    assert list(read) == []
    assert read.next_fetch_offset == 7


def test_on_the_bus_s_own_topics_a_torn_batch_still_ends_the_process() -> None:
    torn = a_batch(b"one")
    torn[-1] ^= 0x01
    with pytest.raises(CorruptRecordException):
        list(fetched(torn, topic="bus.requests.v1"))


def test_on_the_bus_s_own_topics_a_batch_may_be_of_any_size() -> None:
    (record,) = fetched(a_batch(bytes(3_000_000), codec="lz4"), topic="bus.cases.v1")
    assert record.value == bytes(3_000_000)


def read_to(*batches: Whole) -> int:
    """Where reading goes on after an answer."""
    read = fetched(*batches)
    assert list(read)
    return int(read.next_fetch_offset)


def sealed(batch: bytearray) -> bytearray:
    """The batch with a checksum that fits."""
    batch[17:21] = calc_crc32c(bytes(batch[21:])).to_bytes(4)
    return batch
