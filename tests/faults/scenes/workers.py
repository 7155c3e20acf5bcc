"""Faults of workers: killed anywhere, joining and leaving, frozen, wrong about the date, cold."""

import asyncio
import signal
from collections.abc import Sequence
from random import Random

from deploy.clock import now_ms
from deploy.wiring import Hop
from tests.faults.scenario import Fault, Scenario, Work
from tests.faults.stage import Size, Stage

POINTS: tuple[tuple[Hop, str], ...] = (
    (Hop.INTAKE, "before-delivery"),
    (Hop.INTAKE, "delivered"),
    (Hop.INTAKE, "committed"),
    (Hop.CASE, "taking-over"),
    (Hop.CASE, "recovering"),
    (Hop.CASE, "in-transaction"),
    (Hop.CASE, "before-commit"),
    (Hop.CASE, "committed"),
)
_AT_TAKE_OVER = ("taking-over", "recovering")
BACKLOG = 100_000


def _kill(hop: Hop) -> Work:
    async def work(stage: Stage) -> None:
        worker = stage.keeper.of(hop)[0]
        worker.send(signal.SIGKILL)
        await worker.ends()

    return work


def kills(dice: Random, count: int = 6) -> list[Fault]:
    """SIGKILL of a hop's worker at any moment."""
    hops = [dice.choice(list(Hop)) for _ in range(count)]
    pauses = [round(dice.uniform(0.2, 3.0), 2) for _ in range(count)]
    return [
        Fault(pause, f"SIGKILL the {hop} worker", _kill(hop))
        for pause, hop in zip(pauses, hops, strict=True)
    ]


def _kill_at(hop: Hop, point: str, after: int) -> Work:
    """Killed once to start with the trap, and again where the trap is."""

    async def work(stage: Stage) -> None:
        worker = stage.keeper.of(hop)[0]
        worker.next = {"at": point, "after": after}
        begun = worker.starts
        worker.send(signal.SIGKILL)
        async with asyncio.timeout(60):
            while worker.starts < begun + 2:
                await asyncio.sleep(0.05)

    return work


def points(dice: Random) -> list[Fault]:
    """SIGKILL at every named point, those of a take-over too."""
    found = []
    for hop, point in dice.sample(POINTS, k=len(POINTS)):
        after = 1 + dice.randrange(3 if point in _AT_TAKE_OVER else 8)
        sentence = f"SIGKILL the {hop} worker as it passes `{point}` time {after}"
        found.append(Fault(0.5, sentence, _kill_at(hop, point, after)))
    return found


def _come_and_go(hop: Hop, stays: float) -> Work:
    async def work(stage: Stage) -> None:
        second = stage.worker(hop)
        await stage.joined(second)
        await asyncio.sleep(stays)
        await stage.leaves(second)

    return work


def joins(dice: Random, count: int = 4) -> list[Fault]:
    """A second worker joins, works for a while and leaves in good order."""
    found = []
    for number in range(count):
        hop, stays = list(Hop)[number % 2], round(dice.uniform(3.0, 6.0), 1)
        sentence = f"a second {hop} worker joins, and leaves after {stays} s"
        found.append(Fault(0.5, sentence, _come_and_go(hop, stays)))
    return found


def _freeze(hop: Hop, times: float) -> Work:
    """So many sessions long, while another worker of the hop is there to take over."""

    async def work(stage: Stage) -> None:
        worker = stage.keeper.of(hop)[0]
        stage.struck = now_ms()
        worker.send(signal.SIGSTOP)
        await asyncio.sleep(stage.size.session * times)
        worker.send(signal.SIGCONT)

    return work


def freezes(dice: Random, count: int = 4) -> list[Fault]:
    """SIGSTOP past the session timeout; whoever thaws has lost its partitions."""
    found = []
    for number in range(count):
        hop, times = list(Hop)[(number + 1) % 2], round(dice.uniform(1.3, 1.7), 2)
        sentence = f"freeze a {hop} worker for {times} session timeouts"
        found.append(Fault(round(dice.uniform(0.3, 2), 2), sentence, _freeze(hop, times)))
    return found


def _churn(lasts: float, stays: Sequence[float]) -> Work:
    async def work(stage: Stage) -> None:
        until = asyncio.get_running_loop().time() + lasts
        for number, seconds in enumerate(stays):
            if asyncio.get_running_loop().time() > until:
                return
            third = stage.worker(list(Hop)[number % 2])
            await stage.joined(third)
            await asyncio.sleep(seconds)
            await stage.leaves(third)

    return work


def churn(dice: Random) -> list[Fault]:
    """A third worker that comes and goes: a rebalance every few seconds."""
    stays = [round(dice.uniform(1.5, 3.5), 1) for _ in range(30)]
    sentence = "for 40 s a third worker of one hop or the other joins and leaves"
    return [Fault(0.5, sentence, _churn(40.0, stays))]


async def _both_start(stage: Stage) -> None:
    for hop in Hop:
        for worker in stage.keeper.of(hop):
            worker.send(signal.SIGKILL)
            await worker.ends()


def wrong_dates(dice: Random) -> list[Fault]:
    """Clocks stay wrong through restarts."""
    return [Fault(round(dice.uniform(4, 8), 1), "SIGKILL all workers", _both_start)]


async def _other_clocks(stage: Stage) -> None:
    """Intake is three days ahead, the case three days behind."""
    stage.worker(Hop.INTAKE, days_off=3)
    stage.worker(Hop.CASE, days_off=-3)


async def _backlog(stage: Stage) -> None:
    """What agencies published while nothing ran."""
    while stage.load.sent < BACKLOG:
        await stage.load.tell(1200)


async def _first_start(stage: Stage) -> None:
    for hop in Hop:
        stage.worker(hop, chunk=2_000)


def cold(_dice: Random) -> list[Fault]:
    """The first workers of all, onto everything at once."""
    return [Fault(0, f"start the first workers onto {BACKLOG} records", _first_start)]


_TWO = {Hop.INTAKE: 2, Hop.CASE: 2}

WORKERS = (
    Scenario("kills", "a worker is killed at any moment", kills),
    Scenario("points", "a worker is killed at named points, in recovery too", points),
    Scenario("joins", "a second worker joins and leaves", joins),
    Scenario("frozen", "a worker stands still past its session, and thaws", freezes, workers=_TWO),
    Scenario("churn", "two and three workers, a rebalance every few seconds", churn, workers=_TWO),
    Scenario(
        "dates",
        "workers are three days wrong about the date",
        wrong_dates,
        workers={},
        before=_other_clocks,
    ),
    Scenario(
        "cold-start",
        f"the first start onto {BACKLOG:,} records",
        cold,
        workers={},
        before=_backlog,
        size=Size(chunk=2_000),
        loaded=False,
        patience=240,
    ),
)
