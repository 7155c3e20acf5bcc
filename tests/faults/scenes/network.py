"""Faults of the network between workers and broker: a proxy delays, stalls, cuts and throttles."""

import asyncio
from random import Random

from tests.faults.ground import proxied
from tests.faults.proxy import Proxy
from tests.faults.scenario import Fault, Scenario, Work
from tests.faults.stage import Stage


def _proxy(stage: Stage) -> Proxy:
    if stage.ground.proxy is None:
        raise RuntimeError("this scenario needs a proxy")
    return stage.ground.proxy


def _delay(seconds: float, lasts: float) -> Work:
    async def work(stage: Stage) -> None:
        _proxy(stage).delay = seconds
        await asyncio.sleep(lasts)
        _proxy(stage).flow()

    return work


def _stall(lasts: float) -> Work:
    async def work(stage: Stage) -> None:
        _proxy(stage).stall()
        await asyncio.sleep(lasts)
        _proxy(stage).flow()

    return work


def _cut(times: int) -> Work:
    async def work(stage: Stage) -> None:
        for _ in range(times):
            _proxy(stage).cut()
            await asyncio.sleep(0.3)

    return work


def _throttle(rate: int, lasts: float) -> Work:
    async def work(stage: Stage) -> None:
        _proxy(stage).rate = rate
        await asyncio.sleep(lasts)
        _proxy(stage).flow()

    return work


def troubles(dice: Random) -> list[Fault]:
    """Each kind of trouble twice, in any order."""
    found = []
    for _ in range(2):
        delay, times = round(dice.uniform(0.05, 0.3), 2), dice.randint(1, 4)
        stalled, rate = round(dice.uniform(4.0, 9.0), 1), dice.choice((20_000, 50_000))
        found += [
            Fault(1.0, f"every piece waits {delay} s, for 6 s", _delay(delay, 6.0)),
            Fault(1.0, f"nothing passes for {stalled} s", _stall(stalled)),
            Fault(1.0, f"all connections are cut, {times} times", _cut(times)),
            Fault(1.0, f"{rate} bytes a second, for 6 s", _throttle(rate, 6.0)),
        ]
    dice.shuffle(found)
    return found


NETWORK = (
    Scenario("network", "the network delays, stalls, cuts and throttles", troubles, ground=proxied),
)
