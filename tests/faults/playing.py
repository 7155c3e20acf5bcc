"""Plays a scenario: the schedule from its seed, each fault in turn, the verdict at the end."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from time import monotonic

from deploy.clock import now_ms
from deploy.local.demo.chance import chance
from tests.faults.ground import CannotRunHere
from tests.faults.scenario import Fault, Scenario
from tests.faults.settling import NeverSettled
from tests.faults.stage import DidNotRecover, Stage, staged
from tests.faults.verdict import Wrong, verdict

Say = Callable[[str], None]


@dataclass
class Result:
    """What a scenario came to; seconds are real ones."""

    name: str
    sentence: str
    seed: int
    schedule: list[str]
    sent: int = 0
    lost: int = 0
    recovered: list[float] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    not_run: str = ""
    took: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether everything was as promised."""
        return not self.wrong and not self.lost

    def as_json(self) -> dict[str, object]:
        """For a file: with the median and the longest recovery."""
        times = self.recovered
        worst = {
            "recovery_median_s": round(median(times), 2) if times else None,
            "recovery_max_s": round(max(times), 2) if times else None,
        }
        wrong = [one._asdict() for one in self.wrong[:50]]
        return {**asdict(self), **worst, "wrong": wrong, "holds": self.holds}


async def play(scenario: Scenario, seed: int, say: Say, keep: Path | None = None) -> Result:
    """Play one scenario in a folder of its own; in `keep` it stays, with every log."""
    dice = chance(seed, scenario.name)
    faults = scenario.faults(dice)
    result = Result(scenario.name, scenario.sentence, seed, [_told(one) for one in faults])
    for line in result.schedule:
        say(f"  {line}")
    began = monotonic()
    with _folder(keep, scenario.name) as folder:
        try:
            await _play(scenario, faults, folder, result, say)
        except CannotRunHere as not_here:
            result.not_run = str(not_here)
        except (DidNotRecover, NeverSettled, TimeoutError) as stuck:
            result.wrong.append(Wrong("standstill", str(stuck) or "an effect did not come in time"))
    result.took = round(monotonic() - began, 1)
    return result


@contextmanager
def _folder(keep: Path | None, name: str) -> Iterator[Path]:
    if keep is not None:
        folder = keep.absolute() / name
        folder.mkdir(parents=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="simpul-faults-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def _told(fault: Fault) -> str:
    return f"after {fault.pause} s: {fault.sentence}"


async def _play(
    scenario: Scenario, faults: Sequence[Fault], folder: Path, result: Result, say: Say
) -> None:
    dice = chance(result.seed, scenario.name, "load")
    size = scenario.size
    async with scenario.ground(folder) as ground, staged(ground, folder, dice, size) as stage:
        result.recovered = stage.recovered
        await _begin(scenario, stage)
        for fault in faults:
            await asyncio.sleep(fault.pause)
            seconds = await stage.fault(fault.work)
            say(f"  {seconds:5.1f} s until all told again: {fault.sentence}")
        await scenario.after(stage)
        found = await verdict(stage, scenario.patience)
        result.sent, result.lost, result.wrong = found


async def _begin(scenario: Scenario, stage: Stage) -> None:
    """Workers at work and agencies publishing, unless the scenario has it otherwise."""
    await scenario.before(stage)
    for hop, count in scenario.workers.items():
        for _ in range(count):
            stage.worker(hop)
    if scenario.loaded:
        stage.load.start(stage.size.stories, stage.size.pause)
        await stage.told_since(now_ms())
