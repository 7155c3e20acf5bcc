"""Every kind of bad input through a real broker, small and as large as a record may be."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer

from contracts.inbox import Accepted, Rejected
from contracts.quarantine import KEPT_HEADER_BYTES, Original, Quarantined
from contracts.reasons import Reason
from contracts.records import Headers, StoredRecord
from contracts.topics import AGENCY_TOPICS, QUARANTINE
from deploy.local.kafka import EmbeddedKafka
from deploy.wiring import Hop
from tests.broker.pipeline_scene import Pipeline, staged
from tests.builders.bad_records import BAD, Bad, with_headers
from tests.builders.catalogue import a_catalogue
from tests.builders.events import a_record, a_status, a_submission, headers

LIMIT = AGENCY_TOPICS[0].max_message_bytes
LARGE = ", as large as its topic takes"


def sound(name: str) -> StoredRecord:
    """A request nobody has asked for yet."""
    event_id = f"evt-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    reference = f"DLH-{event_id}"
    body = a_submission(reference=reference)
    return a_record(body, headers=headers(ce_id=event_id.encode()))


def again(earlier: StoredRecord, event_id: bytes) -> StoredRecord:
    """An earlier request's reference with other words."""
    body = a_submission(reference=(earlier.key or b"").decode(), description="Lain.")
    return replace(a_record(body), headers=headers(ce_id=event_id))


def for_the_case(name: str) -> dict[str, tuple[list[StoredRecord], Bad]]:
    """Kinds that only a case can judge, each with what has to be there before."""
    first, second = sound(f"first{name}"), sound(f"second{name}")
    id_of_first = next(value for key, value in first.headers if key == "ce_id")
    nobodys = a_record(a_status(reference=f"DLH-NOBODY{len(name)}"), "status.reported")
    return {
        f"an update for a request nobody knows{name}": (
            [],
            Bad(nobodys, Reason.UNKNOWN_REQUEST, "did not come within 5 seconds"),
        ),
        f"the same id with another body{name}": (
            [first],
            Bad(again(first, id_of_first), Reason.CONFLICTING_DUPLICATE, "had digest", "ce_id"),
        ),
        f"a reused reference{name}": (
            [second],
            Bad(again(second, b"other"), Reason.REFERENCE_REUSED, "stands for", "reference"),
        ),
    }


FOR_INTAKE = {
    **{name: bad for name, bad in BAD.items() if name != "an unknown agency"},
    "headers over 64 KiB": Bad(
        with_headers(("small", b"x"), ("large", b"x" * 100_000), ("after", b"x")),
        Reason.TOO_LARGE,
        "at most 65536 bytes of headers",
    ),
}
KINDS: dict[str, tuple[list[StoredRecord], Bad]] = {
    **{name: ([], bad) for name, bad in FOR_INTAKE.items()},
    **{
        name + LARGE: ([], bad._replace(sentence=bad.sentence.partition(" at ")[0]))
        for name, bad in FOR_INTAKE.items()
        if bad.record.value is not None
    },
    **for_the_case(""),
    **for_the_case(LARGE),
}


@dataclass(frozen=True)
class Fate:
    """A bad record as it was sent, and what the bus said of it."""

    record: StoredRecord
    quarantined: list[Quarantined]
    rejected: list[Rejected]


@dataclass
class Play:
    """All that was sent, in one partition: what is bad, and after each something sound."""

    pipeline: Pipeline
    fates: dict[str, Fate]
    sound: list[StoredRecord]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def play(
    kafka: EmbeddedKafka, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Play]:
    """Both hops at work on every kind of bad input."""
    folder = tmp_path_factory.mktemp("bad")
    async with staged(kafka.bootstrap, folder, a_catalogue()) as pipeline:
        pipeline.worker(Hop.INTAKE)
        pipeline.worker(Hop.CASE)
        async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, acks="all") as producer:
            sent = {name: await told(producer, name) for name in KINDS}
        pipeline.sent = sum(len(KINDS[name][0]) + 2 for name in sent)
        await pipeline.proven()
        fates = dict(zip(sent, all_fates(pipeline, list(sent.values())), strict=True))
        yield Play(pipeline, fates, [one for name in KINDS for one in all_sound(name)])


async def told(producer: AIOKafkaProducer, name: str) -> StoredRecord:
    """Publish what has to be there before, the bad record, and a sound one; the bad one."""
    before, bad = KINDS[name]
    for record in before:
        await put(producer, record)
    wanted = at_the_limit(producer, bad.record) if name.endswith(LARGE) else bad.record
    offset = await put(producer, wanted)
    await put(producer, sound(f"after {name}"))
    return replace(wanted, partition=0, offset=offset)


async def put(producer: AIOKafkaProducer, record: StoredRecord) -> int:
    """Publish in partition 0, uncompressed; the offset."""
    place = await producer.send_and_wait(
        record.topic, record.value, record.key, 0, headers=list(record.headers)
    )
    return int(place.offset)


def at_the_limit(producer: AIOKafkaProducer, record: StoredRecord) -> StoredRecord:
    """The same with as many spaces after its body as its topic takes."""
    value = record.value or b""
    value = value.ljust(len(value) + LIMIT - size(producer, record))
    while size(producer, large := replace(record, value=value)) > LIMIT:
        value = value[:-1]
    assert size(producer, large) > LIMIT - 4
    return large


def size(producer: AIOKafkaProducer, record: StoredRecord) -> int:
    """Bytes of a batch with this record alone: what a topic's limit is about."""
    batch = producer.create_batch()
    batch.append(timestamp=None, key=record.key, value=record.value, headers=list(record.headers))
    return int(batch.size())


def all_sound(name: str) -> Iterator[StoredRecord]:
    """What of a kind's records is as it should be."""
    yield from KINDS[name][0]
    yield sound(f"after {name}")


def all_fates(pipeline: Pipeline, records: list[StoredRecord]) -> Iterator[Fate]:
    """What the bus said of each record."""
    quarantined = pipeline.events(QUARANTINE, Quarantined)
    rejected = pipeline.inbox("dlh", Rejected)
    for record in records:
        yield Fate(
            record,
            [one for one in quarantined if stood(one.original) == stood(record)],
            [one for one in rejected if stood(one) == stood(record)],
        )


def stood(one: StoredRecord | Original | Rejected) -> tuple[str, int, int]:
    """Where a record stood."""
    return one.topic, one.partition, one.offset


@pytest.mark.parametrize("name", KINDS)
def test_bad_input_ends_in_quarantine_as_it_came_and_its_agency_is_told_why(
    play: Play, name: str
) -> None:
    bad, found = KINDS[name][1], play.fates[name]
    (quarantined,), (rejected,) = found.quarantined, found.rejected
    original, record = quarantined.original, found.record
    kept = tuple((one.name, one.value) for one in original.headers)
    assert (original.key, original.value) == (record.key, record.value)
    assert (*kept, *record.headers[len(kept) :]) == record.headers
    assert (len(kept), original.headers_cut) == cut(record.headers)
    assert original.headers_digest == digest(record.headers)
    assert (quarantined.reason, quarantined.field) == (bad.reason, bad.field)
    assert bad.sentence in quarantined.sentences.en
    assert rejected.reason is bad.reason
    assert (rejected.field, rejected.sentences) == (bad.field, quarantined.sentences)


def test_the_event_after_each_bad_one_is_processed(play: Play) -> None:
    accepted = {one.reference for one in play.pipeline.inbox("dlh", Accepted)}
    assert accepted == {(record.key or b"").decode() for record in play.sound}


def cut(given: Headers) -> tuple[int, int]:
    """How many headers are kept and how many left out: the first that fit into 64 KiB."""
    total = 0
    for place, (name, value) in enumerate(given):
        total += len(name) + len(value)
        if total > KEPT_HEADER_BYTES:
            return place, len(given) - place
    return len(given), 0


def digest(given: Headers) -> str:
    """BLAKE2b-128 over all headers, each name and value with its length before it."""
    parts = [part for name, value in given for part in (name.encode(), value)]
    text = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.blake2b(text, digest_size=16).hexdigest()
