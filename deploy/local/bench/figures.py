"""What the bench finds: rates, CPU time, and what of it is the engine's; values only."""

from collections.abc import Iterable
from typing import Final

from pydantic import Field

from contracts.events import Value

RECOVERY_AIM: Final = 100_000
"""Small cases a second that a restarted worker reads back."""
ENGINE_AIM_US: Final = 12.0
STEP_AIM_US: Final = 40.0
"""Microseconds of CPU an event and hop; printed beside the figures, never asserted."""
AIMS: Final = {"engine_us": ENGINE_AIM_US, "step_us": STEP_AIM_US}


class Span(Value):
    """A stretch of work: events, real seconds, CPU seconds of workers."""

    events: int
    seconds: float
    cpu_seconds: float


class Step(Value):
    """What the hop's own code costs and writes for an event."""

    cpu_us: float
    messages: float
    kilobytes: float


class Speed(Value):
    """What one hop, or the hops together, cost; CPU in microseconds an event."""

    events_per_second: float
    cpu_us: float
    step_us: float
    """The pure step alone, in one process."""
    engine_us: float
    """The workers' CPU less the pure step."""
    messages: float
    """Written for an event, and their size."""
    kilobytes: float


class Recovery(Value):
    """Reading back what a case worker keeps, all partitions one after the other."""

    records: int
    bytes_each: int
    """Body alone, without key and headers."""
    records_per_second: float
    cpu_us: float
    """This process's, a record."""


class Machine(Value):
    """Where and with what the figures were found."""

    date: str
    cores: int
    versions: dict[str, str]


class Figures(Value):
    """One run of the bench."""

    events: int
    hops: dict[str, Speed]
    pipeline: Speed
    recovery: Recovery
    small: Recovery
    """The same of small cases, many of them."""
    aims: dict[str, float] = Field(default_factory=lambda: dict(AIMS))
    machine: Machine


def together(steps: Iterable[Step]) -> Step:
    """The steps of several hops over the same event."""
    known = list(steps)
    return Step(
        cpu_us=sum(one.cpu_us for one in known),
        messages=sum(one.messages for one in known),
        kilobytes=sum(one.kilobytes for one in known),
    )


def speed(span: Span, step: Step) -> Speed:
    """A stretch of work as figures."""
    cpu_us = span.cpu_seconds / span.events * 1e6
    return Speed(
        events_per_second=round(span.events / span.seconds),
        cpu_us=round(cpu_us, 1),
        step_us=round(step.cpu_us, 1),
        engine_us=round(cpu_us - step.cpu_us, 1),
        messages=round(step.messages, 2),
        kilobytes=round(step.kilobytes, 2),
    )
