"""One fault after the other, each before a Prometheus of its own; what was told, and when."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from tests.alarms.bus import Bus
from tests.alarms.prometheus import Alert, Prometheus, prometheus, told

PATIENCE = 120.0
_LOOK = 0.5


class Pace(NamedTuple):
    """How long is looked on, seconds."""

    quiet: float = 15.0
    """Before a fault and after it: nothing may fire."""
    watched: float = 20.0
    """After the last alert that must come: another would come too."""


_USUAL = Pace()

Act = Callable[[Bus], Awaitable[None]]


class Fault(NamedTuple):
    """What is done to the bus, how it is undone, and which alerts people are told of."""

    name: str
    sentence: str
    strike: Act
    heal: Act
    must: frozenset[str]


@dataclass
class Outcome:
    """What a fault came to; seconds from the fault on."""

    fault: Fault
    before: list[str] = field(default_factory=list)
    """What was told though nothing had been done yet."""
    told: dict[str, float] = field(default_factory=dict)
    fired: dict[str, float] = field(default_factory=dict)
    """Those besides that follow from one that is told, so that nobody is."""
    after: dict[str, float] = field(default_factory=dict)
    """What was told only once it was healed, while the bus caught up; from the healing on."""
    calm: float | None = None
    """From the healing on until nothing of what was told fired."""

    @property
    def missing(self) -> list[str]:
        """What should have been told."""
        return sorted(self.fault.must - {_name(one) for one in self.told})

    @property
    def others(self) -> list[str]:
        """What should not."""
        return sorted(one for one in self.told if _name(one) not in self.fault.must)

    @property
    def holds(self) -> bool:
        """Whether all of it was told, nothing else, and it ended."""
        return not self.before and not self.missing and not self.others and self.calm is not None

    def as_json(self) -> dict[str, object]:
        """For the file of a run."""
        return {
            "name": self.fault.name,
            "sentence": self.fault.sentence,
            "must": sorted(self.fault.must),
            "told_before": self.before,
            "told": self.told,
            "fired_besides": self.fired,
            "missing": self.missing,
            "others": self.others,
            "told_while_it_caught_up": self.after,
            "calm_after": self.calm,
            "holds": self.holds,
        }


def _name(alert: str) -> str:
    return alert.partition(" ")[0]


async def play(bus: Bus, fault: Fault, folder: Path, pace: Pace = _USUAL) -> Outcome:
    """Strike, look on, heal, and wait until it is quiet again."""
    outcome = Outcome(fault)
    await bus.under_way()
    async with prometheus(folder / f"prometheus-{fault.name}", bus.ports) as asked:
        await _sees_all(asked, bus)
        outcome.before = sorted(map(str, await _seen(asked, pace.quiet)))
        begun = monotonic()
        await fault.strike(bus)
        await _look_on(asked, outcome, begun, pace.watched)
        healed = monotonic()
        await fault.heal(bus)
        await _calm(asked, outcome, healed, pace.quiet)
    return outcome


async def _sees_all(asked: Prometheus, bus: Bus) -> None:
    """Wait until it has scraped every program that runs, and what it missed before is over."""
    running = sum(program.wanted for program in bus.programs.values())
    async with asyncio.timeout(PATIENCE):
        while await asked.value('sum(up{job=~"simpul-.+"})') != running or await asked.firing():
            await asyncio.sleep(_LOOK)


async def _seen(asked: Prometheus, seconds: float) -> set[Alert]:
    """Whatever is told within some seconds."""
    found: set[Alert] = set()
    until = monotonic() + seconds
    while monotonic() < until:
        found |= told(await asked.firing())
        await asyncio.sleep(_LOOK)
    return found


async def _look_on(asked: Prometheus, outcome: Outcome, begun: float, watched: float) -> None:
    until = monotonic() + (PATIENCE if outcome.fault.must else watched * 2)
    complete = not outcome.fault.must
    while (now := monotonic()) < until:
        firing = await asked.firing()
        reaching = told(firing)
        for alert in firing:
            where = outcome.told if alert in reaching else outcome.fired
            where.setdefault(str(alert), round(now - begun, 1))
        if not complete and not outcome.missing:
            complete, until = True, now + watched
        await asyncio.sleep(_LOOK)


async def _calm(asked: Prometheus, outcome: Outcome, healed: float, quiet: float) -> None:
    """Until none of what was told has fired for as long as it must be quiet."""
    last, known = healed, {*outcome.told}
    while (now := monotonic()) - healed < PATIENCE * 2:
        firing = await asked.firing()
        for alert in map(str, told(firing)):
            if alert not in known:
                outcome.after.setdefault(alert, round(now - healed, 1))
        if known & {*map(str, firing)}:
            last = now
        elif now - last > quiet:
            outcome.calm = round(last - healed, 1)
            return
        await asyncio.sleep(_LOOK)
