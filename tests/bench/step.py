"""What one step of a case costs: `python -m tests.bench.step`; CPU time, the best of some rounds.

A step is everything the case hop does with one record but carrying it: read the fact, read the
case where it was not touched lately, fold, encode what is said, write the case.
"""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from statistics import mean, median
from time import process_time
from typing import NamedTuple

from agents.case.telling import Rules
from contracts.ids import request_id
from contracts.lifecycle import State
from contracts.records import Message, StoredRecord
from contracts.requests import Fact, RequestReceived
from contracts.topics import CASES
from tests.builders import facts
from tests.builders.cases import WAIT_MS
from tests.builders.facts import an_origin
from tests.builders.packs import city_catalogue
from tests.builders.partitions import Log, Worker, ground

REQUESTS = 500
ROUNDS = 5
YARDS = 2000
Make = Callable[[int, str], Fact]
Run = list[tuple[float, list[Message]]]


class Cost(NamedTuple):
    """One kind of fact: microseconds a step, messages a step, bytes of the case after it."""

    kind: str
    warm_us: float
    cold_us: float
    messages: float
    case_bytes: float


def _report(state: State | None, when: str) -> Make:
    def make(offset: int, request: str) -> Fact:
        return facts.a_report(an_origin(offset, when), state, request_id=request)

    return make


def _submission(offset: int, request: str) -> Fact:
    terms = city_catalogue().terms_of("dlh.bulky-waste")
    return facts.a_submission(an_origin(offset), request_id=request, terms=terms)


LIFE: dict[str, Make] = {
    "submitted": _submission,
    "scheduled (acknowledged implied)": _report(State.SCHEDULED, "2026-03-16 10:00"),
    "in progress": _report(State.IN_PROGRESS, "2026-03-16 11:00"),
    "needs information": _report(State.NEEDS_INFORMATION, "2026-03-16 12:00"),
    "in progress again": _report(State.IN_PROGRESS, "2026-03-16 13:00"),
    "late": _report(State.SCHEDULED, "2026-03-16 12:30"),
    "unknown status": _report(None, "2026-03-16 13:10"),
    "resolved": _report(State.RESOLVED, "2026-03-16 13:30"),
}
"""A life in eight records; the city is the real pack's."""


def chunk(make: Make, number: int) -> list[StoredRecord]:
    """The same kind of fact for every request."""
    log = Log()
    for place in range(REQUESTS):
        request = request_id("kota-serang", "dlh", f"DLH-{place}")
        log.put(make(number * REQUESTS + place, request))
    return log.records


def lived(chunks: Sequence[Sequence[StoredRecord]], *, cold: bool) -> Run:
    """Seconds and messages of each chunk of one run."""
    worker = Worker(ground(rules=Rules(lambda _: city_catalogue(), WAIT_MS)))
    found: Run = []
    for records in chunks:
        if cold:
            worker.crash()
        begun = process_time()
        messages = worker.fold(records)
        found.append((process_time() - begun, messages))
    return found


def costs() -> list[Cost]:
    """Every kind of fact."""
    chunks = [chunk(make, number) for number, make in enumerate(LIFE.values())]
    runs = {cold: [lived(chunks, cold=cold) for _ in range(ROUNDS)] for cold in (False, True)}
    return [_cost(kind, place, runs) for place, kind in enumerate(LIFE)]


def yardstick() -> float:
    """Microseconds to read a submission and write it again, to compare machines and hours by."""
    record = chunk(_submission, 0)[0]
    begun = process_time()
    for _ in range(YARDS):
        RequestReceived.read(record.value or b"").to_bytes()
    return (process_time() - begun) / YARDS * 1e6


def _cost(kind: str, place: int, runs: dict[bool, list[Run]]) -> Cost:
    warm, cold = (min(run[place][0] for run in runs[way]) for way in (False, True))
    messages = runs[False][0][place][1]
    bodies = [len(one.value or b"") for one in messages if one.topic == CASES]
    each = 1e6 / REQUESTS
    return Cost(kind, warm * each, cold * each, len(messages) / REQUESTS, median(bodies))


def table(found: Sequence[Cost]) -> Iterator[str]:
    """The figures in columns, and the means of a life."""
    yield f"{'fact':34}{'warm us':>9}{'cold us':>9}{'messages':>10}{'case bytes':>12}"
    for one in found:
        figures = f"{one.warm_us:9.1f}{one.cold_us:9.1f}{one.messages:10.1f}{one.case_bytes:12.0f}"
        yield f"{one.kind:34}{figures}"
    warm, cold = mean(one.warm_us for one in found), mean(one.cold_us for one in found)
    yield f"{'mean of a life':34}{warm:9.1f}{cold:9.1f}{mean(one.messages for one in found):10.1f}"


if __name__ == "__main__":
    gc.freeze()
    before = yardstick()
    sys.stdout.writelines(f"{line}\n" for line in table(costs()))
    sys.stdout.write(f"yardstick: {before:.1f} us before, {yardstick():.1f} us after\n")
