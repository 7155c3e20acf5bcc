"""What is done to a build, right or wrong, so that what is wrong in it shows."""

import asyncio
import signal
from collections.abc import Mapping

from contracts.sla import ClockBreached
from contracts.topics import QUARANTINE, REQUESTS, SLA
from deploy.wiring import Hop
from services.kafka.reading import KafkaReader
from tests.broker.pipeline_scene import header
from tests.faults.keeping import Kept
from tests.faults.scenario import Work
from tests.faults.scenes.topics import configure
from tests.faults.stage import Stage

_PATIENCE = 60.0
_LOOK = 0.05
_BEGUN = 1.0
"""Seconds from being given partitions to being at work on them."""
_BREACH = ClockBreached.TYPE.encode()


async def _calm(stage: Stage) -> None:
    """Every kind of story, until some clocks have breached."""
    for hop in Hop:
        stage.worker(hop)
    for _ in range(12):
        await stage.load.tell(8)
        await asyncio.sleep(0.1)
    reader = KafkaReader(stage.access)
    async with asyncio.timeout(_PATIENCE):
        while await _breaches(reader) < 3:
            await asyncio.sleep(0.5)


async def _breaches(reader: KafkaReader) -> int:
    chunks = [chunk async for chunk in reader.read([SLA])]
    return sum(header(one, "ce_type") == _BREACH for chunk in chunks for one in chunk)


async def _starts(worker: Kept, times: int) -> None:
    async with asyncio.timeout(_PATIENCE):
        while worker.starts < times:
            await asyncio.sleep(_LOOK)


async def _killed_at(stage: Stage, hop: Hop, *traps: tuple[str, int]) -> None:
    """Started with one trap after the other, and at last without."""
    worker = stage.worker(hop, _trap(*traps[0]))
    for number, trap in enumerate(traps[1:], start=2):
        worker.next = _trap(*trap)
        await _starts(worker, number)
    await _starts(worker, len(traps) + 1)


def _trap(point: str, after: int) -> dict[str, object]:
    return {"at": point, "after": after}


async def _intake_killed(stage: Stage) -> None:
    """Between all that a chunk goes through, with much more waiting."""
    await stage.load.tell(600)
    stage.worker(Hop.CASE)
    traps = (("before-delivery", 5), ("delivered", 3), ("committed", 1))
    await _killed_at(stage, Hop.INTAKE, *traps)


async def _case_killed(stage: Stage) -> None:
    await stage.load.tell(100)
    stage.worker(Hop.INTAKE)
    await _killed_at(stage, Hop.CASE, ("in-transaction", 3), ("before-commit", 3))


async def _case_frozen(stage: Stage) -> None:
    """Between two transactions; another takes over and goes far, then it thaws."""
    await _folded_by_one(stage, {"at": "committed", "after": 3, "signal": signal.SIGSTOP})
    second = stage.worker(Hop.CASE)
    await stage.joined(second)
    await asyncio.sleep(_BEGUN)
    await asyncio.sleep(3.0)
    stage.keeper.of(Hop.CASE)[0].send(signal.SIGCONT)
    await asyncio.sleep(3.0)


async def _thaw_in_take_over(stage: Stage) -> None:
    """Before a commit; another is taking over when it thaws, commits and is killed."""
    trap = {"at": "before-commit", "after": 3, "signal": signal.SIGSTOP, "then": "committed"}
    first = await _folded_by_one(stage, trap)
    second = stage.worker(Hop.CASE, chunk=2)
    await stage.joined(second)
    await asyncio.sleep(_BEGUN)
    first.wanted = False
    first.send(signal.SIGCONT)
    await first.ends()


async def _folded_by_one(stage: Stage, trap: Mapping[str, object]) -> Kept:
    """Facts of one partition wait, and one case worker works on them until its trap."""
    await stage.load.tell(60, partition=0)
    stage.worker(Hop.INTAKE)
    await asyncio.sleep(4.0)
    worker = stage.worker(Hop.CASE, trap)
    await _frozen(worker)
    return worker


async def _frozen(worker: Kept) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not worker.is_frozen():
            await asyncio.sleep(_LOOK)


async def _quarantine_too_small(stage: Stage) -> None:
    """It refuses everything for a while."""
    for hop in Hop:
        stage.worker(hop)
    await configure(stage, QUARANTINE, {"max.message.bytes": "100"})
    await stage.load.tell(60)
    await _at_work(stage)
    await configure(stage, QUARANTINE, {})


async def _at_work(stage: Stage) -> None:
    """Until intake made some facts, or failed while it tried to; and a while longer."""
    reader, (worker,) = KafkaReader(stage.access), stage.keeper.of(Hop.INTAKE)
    async with asyncio.timeout(_PATIENCE):
        while worker.starts < 2 and sum((await reader.ends([REQUESTS])).values()) < 20:
            await asyncio.sleep(0.2)
    await asyncio.sleep(3.0)


TRIALS: dict[str, Work] = {
    "calm": _calm,
    "intake-killed": _intake_killed,
    "case-killed": _case_killed,
    "case-frozen": _case_frozen,
    "thaw-in-take-over": _thaw_in_take_over,
    "quarantine-too-small": _quarantine_too_small,
}
