"""When things come about in the city: by city time and dice alone, so the same whenever asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from deploy.local.demo.manners import Tide

Plan = Callable[[datetime], None]


@dataclass
class _Stream:
    """Things of one kind: the next instant, and how many come in a city second at most."""

    next: datetime
    rate: float
    dice: Random
    plan: Plan

    def step(self, tide: Tide) -> None:
        """Let one come, or not where the hour is not as full as the fullest."""
        at = self.next
        self.next += timedelta(seconds=self.dice.expovariate(self.rate))
        if self.dice.random() < tide.share(at):
            self.plan(at)


class Arrivals:
    """Several kinds of things that come about every so often, in the order of their instants.

    However often and whenever `catch_up` is called, the same things come at the same instants.
    """

    def __init__(self, begin: datetime, tide: Tide) -> None:
        self._begin = begin
        self._tide = tide
        self._streams: list[_Stream] = []

    def add(self, gap: float, dice: Random, plan: Plan) -> None:
        """Let something come every `gap` city seconds, on average over the hours and days."""
        rate = 1 / (gap * self._tide.mean)
        self._streams.append(_Stream(self._begin, rate, dice, plan))

    def catch_up(self, now: datetime) -> None:
        """Let all come that was to come by an instant of city time."""
        while (soonest := min(self._streams, key=lambda one: one.next)).next <= now:
            soonest.step(self._tide)
