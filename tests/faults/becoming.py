"""What became of every record, against what its agency meant by it; counts what was lost."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import orjson

from contracts.cases import Class
from contracts.ids import digest
from contracts.records import Message, Record
from contracts.topics import CASES, QUARANTINE, REQUESTS, agency_of
from services.ledger.outcomes import class_of
from tests.broker.pipeline_scene import CLOCK, header
from tests.faults.agencies import Expected, Said
from tests.faults.history import sends

Place = tuple[str, int, int]


def lost(path: Path, records: Sequence[Record]) -> list[str]:
    """Sends with a receipt that have no outcome, one sentence each."""
    known = outcomes(records)
    return [
        f"{one.id} was received at {one.topic} {one.partition}@{one.offset} and has no outcome"
        for one in sends(path)
        if one.outcome == "ok" and (one.topic, one.partition, one.offset) not in known
    ]


def unlike(said: Iterable[Said], records: Sequence[Record]) -> list[str]:
    """Records that became what they must not, one sentence each."""
    known = outcomes(records)
    meant = {_same(one.message): one.expected for one in said}
    places: dict[object, list[Place]] = defaultdict(list)
    for record in records:
        if agency_of(record.topic) is not None:
            places[_same(record)].append((record.topic, record.partition, record.offset))
    return [
        sentence
        for same, expected in meant.items()
        for sentence in _wrong(expected, [(at, known.get(at)) for at in sorted(places[same])])
    ]


def _same(one: Record | Message) -> object:
    """What makes two records one event said twice: topic, key, id, source and body."""
    said = header(one, "ce_id"), header(one, "ce_source")
    return one.topic, one.key, *said, digest(one.value)


def _wrong(expected: Expected, came: Sequence[tuple[Place, Class | None]]) -> Iterator[str]:
    for number, (at, outcome) in enumerate(came):
        where = f"{at[0]} {at[1]}@{at[2]}"
        if outcome is None:
            yield f"{where} has no outcome"
        elif expected is Expected.REJECTED:
            if outcome is not Class.REJECTED:
                yield f"{where} may not be taken and became {outcome}"
        elif number and outcome is not Class.DUPLICATE:
            yield f"{where} repeats an event and became {outcome}"
        elif not number and outcome in (Class.DUPLICATE, Class.REJECTED):
            yield f"{where} is said for the first time and became {outcome}"


def outcomes(records: Iterable[Record]) -> dict[Place, Class]:
    """The class of every record that has one."""
    found: dict[Place, Class] = {}
    facts: dict[str, Place] = {}
    cases: dict[bytes | None, bytes | None] = {}
    for record in records:
        if record.topic == QUARANTINE:
            aside = orjson.loads(record.value or b"")
            found[_place(aside["original"])] = class_of(aside["reason"])
        elif record.topic == REQUESTS and header(record, "ce_type") != CLOCK:
            fact = orjson.loads(record.value or b"")
            facts[fact["fact_id"]] = _place(fact["origin"])
        elif record.topic == CASES:
            cases[record.key] = record.value
    for body in filter(None, cases.values()):
        for fact_id, _, _, outcome, *_ in orjson.loads(body).get("judged", ()):
            if fact_id in facts:
                found[facts[fact_id]] = Class(outcome)
    return found


def _place(one: dict[str, object]) -> Place:
    return str(one["topic"]), int(str(one["partition"])), int(str(one["offset"]))
