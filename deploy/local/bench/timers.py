"""What many open cases cost one process: memory, the heap of deadlines, a tick, an event.

Each size, and its stubs, in a fresh process (`python -m deploy.local.bench.timers cases PACK N`):
what another has left in memory is in no figure. Cases are made by the real steps and loaded as a
worker loads them.
"""

import asyncio
import gc
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from time import process_time
from typing import Final

import orjson
import psutil

from agents.case.encode import DUE
from agents.case.partition import Cases
from agents.case.wakes import microseconds
from contracts.cases import Stub
from contracts.events import Value
from contracts.records import Headers, Record, StoredRecord
from contracts.topics import CASES, REQUESTS
from deploy.local.bench import scraping
from deploy.local.bench.moulds import Mould, Scene, copy_of, name_of
from services.catalogue.pack import read_pack

SIZES: Final = (10_000, 100_000, 1_000_000)
MOST: Final = SIZES[-1]
AIM: Final = 0.25
"""By how much an event may cost more among all cases than among the fewest; never asserted."""
_LOT: Final = 5_000
_EVENTS: Final = 4_000
_CHUNK: Final = 500
_TICKS: Final = 2_000
_FIRED: Final = 1_000
_STRIDE: Final = 7_919
"""A prime: events hear of cases all over, none of which was touched lately."""


class Timed(Value):
    """One size; memory in bytes, CPU time of this process."""

    cases: int
    case_body: int
    """A case as its record has it, on average."""
    case_memory: int
    """What an open case adds to the process, its bytes and its deadlines."""
    stub_memory: int
    """What a request that was put away adds."""
    load_us: float
    """To take in one case."""
    heap_ms: float
    """To put all deadlines in order, once."""
    tick_us: float
    """To ask what is due next, where nothing is."""
    deadline_us: float
    """To fire a deadline: read the case, fold, write it."""
    event_us: float
    """To fold an agency's report of a case that was not touched lately."""
    scrape_ms: float
    """To show all figures of a worker that has all of them, on every partition."""
    scrape_lines: int
    still_ms: float
    """The longest its loop stood still meanwhile: elapsed, not CPU."""


def sizes(most: int) -> list[int]:
    """The sizes to measure, the greatest last."""
    return [*(size for size in SIZES if size < most), most]


def timed(pack: Path, cases: int) -> Timed:
    """One size, in processes of its own; CalledProcessError where one fails."""
    found = {
        **_in_a_process(__name__, "cases", str(pack), str(cases)),
        **_in_a_process(__name__, "stubs", str(pack), str(cases)),
        **_in_a_process(scraping.__name__, str(pack), str(cases)),
    }
    return Timed.model_validate(found)


def _in_a_process(module: str, *words: str) -> dict[str, float]:
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- ourselves
    figures: dict[str, float] = orjson.loads(done.stdout)
    return figures


async def cases_of(pack: Path, count: int) -> dict[str, float]:
    """All figures of one size but that of its stubs, in this process."""
    scene = Scene(read_pack(pack))
    moulds = await scene.moulds()
    cases = scene.open(0)
    before, begun = _resident(), process_time()
    for lot in _lots(count):
        cases.load([copy_of(moulds[n % len(moulds)], n) for n in lot])
    load = process_time() - begun
    case_memory = (_resident() - before) / count
    heap = _seconds_of_first_look(cases)
    begun = process_time()
    for _ in range(_TICKS):
        cases.wakes_at()
    tick = (process_time() - begun) / _TICKS
    event = await _events(cases, moulds, count)
    deadline = await _deadlines(cases)
    return {
        "cases": count,
        "case_body": round(mean(len(one.body) for one in moulds)),
        "case_memory": round(case_memory),
        "load_us": load / count * 1e6,
        "heap_ms": heap * 1e3,
        "tick_us": tick * 1e6,
        "deadline_us": deadline * 1e6,
        "event_us": event * 1e6,
    }


async def stubs_of(pack: Path, count: int) -> dict[str, float]:
    """Bytes of memory a stub adds, in this process."""
    scene = Scene(read_pack(pack))
    cases, before = scene.open(0), _resident()
    for lot in _lots(count):
        cases.load([_stub(scene, number) for number in lot])
    cases.wakes_at()
    return {"stub_memory": round((_resident() - before) / count)}


def _lots(count: int) -> Iterator[range]:
    return (range(begin, min(begin + _LOT, count)) for begin in range(0, count, _LOT))


def _seconds_of_first_look(cases: Cases) -> float:
    """The first question puts the deadlines in order."""
    begun = process_time()
    cases.wakes_at()
    return process_time() - begun


async def _events(cases: Cases, moulds: Sequence[Mould], count: int) -> float:
    """Seconds of CPU a report, of cases far from one another; the first chunk warms up."""
    spent, told = list[float](), min(_EVENTS, count)
    numbers = [n * _STRIDE % count for n in range(told)]
    for start in range(0, told, _CHUNK):
        chunk = [
            moulds[n % len(moulds)].report(name_of(n), offset)
            for offset, n in enumerate(numbers[start : start + _CHUNK], start)
        ]
        begun = process_time()
        await cases.fold(chunk)
        spent.append((process_time() - begun) / len(chunk))
    return mean(spent[1:] or spent)


async def _deadlines(cases: Cases) -> float:
    """Seconds of CPU a deadline: the first thousand, those of an instant together."""
    spent, fired = 0.0, 0
    while fired < _FIRED and (wake := cases.wakes_at()) is not None:
        begun = process_time()
        said = cases.clock_record(wake)
        record = StoredRecord(REQUESTS, 0, 0, wake, said.key, said.value, said.headers)
        messages = await cases.fold([record])
        spent += process_time() - begun
        fired += sum(message.topic == CASES for message in messages)
    return spent / max(fired, 1)


def _stub(scene: Scene, number: int) -> Record:
    at = int(scene.begin.timestamp()) + number
    stub = Stub(at=at, key=f"{number:016x}", digest=f"{number:016x}")
    due = microseconds(scene.begin) + number
    headers: Headers = (("ce_type", Stub.TYPE.encode()), (DUE, str(due).encode()))
    return StoredRecord(CASES, 1, number, 0, name_of(number).encode(), stub.to_bytes(), headers)


def _resident() -> int:
    """Bytes of memory this process holds, garbage left out."""
    gc.collect()
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    work = {"cases": cases_of, "stubs": stubs_of}[sys.argv[1]]
    found = asyncio.run(work(Path(sys.argv[2]), int(sys.argv[3])))
    sys.stdout.buffer.write(orjson.dumps(found))
