"""The log folded again in memory by the build as it is: what stands there must be just that."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from agents.case.agent import CaseHop
from agents.intake.agent import IntakeHop
from contracts.records import Headers, Message, Record
from contracts.releases import Releases
from contracts.requests import Origin
from contracts.topics import CASES, REQUESTS, agency_of
from deploy.release import RELEASE
from tests.broker.pipeline_scene import header
from tests.builders.requests import CITY

_CHUNK = 500
_CASE = f"/{CITY}/simpul/case".encode()

Written = tuple[bytes | None, Headers]
Told = dict[tuple[str, bytes | None], list[Written]]


class _Known:
    """Reference data that has been read already."""

    async def until(self, known: Callable[[], bool]) -> None:
        if not known():
            raise LookupError("a fact names a catalogue version that is not known")

    async def at_end(self) -> None: ...

    async def until_fresh(self, seconds: float) -> None: ...


class _Stored:
    """Agencies' records by their coordinates."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = {(one.topic, one.partition, one.offset): one for one in records}

    async def fetch(self, origins: Sequence[Origin]) -> list[Record | None]:
        return [self._records.get((one.topic, one.partition, one.offset)) for one in origins]


async def differences(
    records: Sequence[Record], folded: Mapping[int, int], releases: Releases, ticket_key: bytes
) -> list[str]:
    """What stands in the log and would not, or would and does not; one sentence each.

    `folded`: by partition, the offset after the last fact the cases committed. A clock record may
    stand behind it: deadlines go on while workers stop.
    """
    facts = [
        one
        for one in records
        if one.topic == REQUESTS and one.offset < folded.get(one.partition, 0)
    ]
    return [
        *_of_intake(records, IntakeHop(_Known(), releases, ticket_key, RELEASE)),
        *await _of_case(records, facts, releases),
    ]


def _of_intake(records: Sequence[Record], hop: IntakeHop) -> Iterator[str]:
    wanted = {
        (message.topic, header(message, "ce_id")): message
        for record in records
        if agency_of(record.topic) is not None
        for message in hop.decide([record])
    }
    for record in records:
        if agency_of(record.topic) is not None or not _by_intake(record):
            continue
        identity = record.topic, header(record, "ce_id")
        message = wanted.get(identity)
        if message is None:
            yield f"{_at(record)} is caused by no agency's record"
        elif (message.key, message.value, message.headers) != _whole(record):
            yield f"{_at(record)} has other bytes than its agency's record gives again"
    found = {(one.topic, header(one, "ce_id")) for one in records}
    for topic, missing in wanted.keys() - found:
        yield f"{topic} lacks {(missing or b'').decode()}"


def _by_intake(record: Record) -> bool:
    return (header(record, "ce_source") or b"").endswith(b"/simpul/intake")


def _whole(record: Record) -> tuple[bytes | None, bytes | None, Headers]:
    return record.key, record.value, tuple(record.headers)


async def _of_case(
    records: Sequence[Record], facts: Sequence[Record], releases: Releases
) -> list[str]:
    wanted: Told = defaultdict(list)
    originals = _Stored(one for one in records if agency_of(one.topic) is not None)
    async for message in _folded(facts, originals, releases):
        _keep(wanted, message)
    stands: Told = defaultdict(list)
    for record in records:
        if record.topic == CASES or (
            record.topic != REQUESTS and header(record, "ce_source") == _CASE
        ):
            _keep(stands, record)
    return [
        _unlike(*key, wanted.get(key, []), stands.get(key, []))
        for key in sorted({*wanted, *stands}, key=str)
        if wanted.get(key) != stands.get(key)
    ]


async def _folded(
    facts: Sequence[Record], originals: _Stored, releases: Releases
) -> AsyncIterator[Message]:
    """What the cases say of the facts as they stand, partition by partition."""
    logs: dict[int, list[Record]] = defaultdict(list)
    for fact in facts:
        logs[fact.partition].append(fact)
    for number, log in sorted(logs.items()):
        hop = CaseHop(CITY, cast(Any, _Known()), releases, cast(Any, originals), RELEASE)
        cases = hop.open(number)
        for begin in range(0, len(log), _CHUNK):
            for message in await cases.fold(log[begin : begin + _CHUNK]):
                yield message


def _keep(told: Told, one: Record | Message) -> None:
    """Of a case only its last body counts: how often it was written lies in the chunks."""
    if one.topic == CASES:
        told[one.topic, one.key] = [(one.value, ())]
    else:
        told[one.topic, one.key].append((one.value, tuple(one.headers)))


def _unlike(
    topic: str, key: bytes | None, wanted: Sequence[Written], stands: Sequence[Written]
) -> str:
    pairs = zip(wanted, stands, strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(wanted), len(stands)))
    name = (key or b"").decode(errors="replace")
    return (
        f"{topic} key {name}: {len(stands)} records stand there, the log gives {len(wanted)};"
        f" they part at number {same + 1}"
    )


def _at(record: Record) -> str:
    return f"{record.topic} {record.partition}@{record.offset}"
