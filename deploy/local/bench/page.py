"""The bench's figures as rows, and as the page docs/bench.md; a sentence beside each miss."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from deploy.local.bench.figures import (
    ENGINE_AIM_US,
    RECOVERY_AIM,
    STEP_AIM_US,
    Figures,
    Recovery,
    Speed,
)

COLUMNS: Final = (
    "",
    "events/s",
    "CPU µs/event",
    "step alone µs",
    "engine's share µs",
    "messages",
    "kB",
)

WHY: Final[dict[tuple[str, str], str]] = {
    ("intake", "step"): (
        "A status report alone stays near the aim; a submission takes three to four times as long."
        " Contract, fields and place are checked, the ticket's keyed hash is made, and the fact"
        " carries its SLA terms by value: writing them as JSON is the largest part."
    ),
    ("intake", "engine"): (
        "A fact is twice the size of the event the aim was set by, and packing it (LZ4) and"
        " unpacking the agency's record grow with the size."
    ),
    ("case", "step"): (
        "A submission makes the case say ten things (three states, clocks with explained due dates,"
        " two answers) and a report two to four. Building and serialising these, their ids and the"
        " clocks' working-time arithmetic take the time; what the fold decides is a small part."
    ),
    ("case", "engine"): (
        "The aim was set with two small records an event; here almost four, with their headers,"
        " are put into batches and packed, the facts unpacked, and each chunk is a transaction."
    ),
}
"""Why a hop's engine or step takes more than was aimed at, for the page."""


class Miss(NamedTuple):
    """A figure above its aim, microseconds an event."""

    hop: str
    what: str
    found: float
    aim: float
    messages: float


def rows(figures: Figures) -> Iterator[tuple[str, ...]]:
    """A row a hop and one for both together, as text."""
    for name, speed in figures.hops.items():
        yield _row(f"{name} alone", speed)
    yield _row("both together", figures.pipeline)


def _row(name: str, speed: Speed) -> tuple[str, ...]:
    numbers = (speed.cpu_us, speed.step_us, speed.engine_us, speed.messages, speed.kilobytes)
    return (name, f"{speed.events_per_second:,.0f}", *(f"{number:.1f}" for number in numbers))


def misses(figures: Figures) -> list[Miss]:
    """The figures of single hops above their aims."""
    found = [
        Miss(hop, what, value, aim, speed.messages)
        for hop, speed in figures.hops.items()
        for what, value, aim in (
            ("engine", speed.engine_us, ENGINE_AIM_US),
            ("step", speed.step_us, STEP_AIM_US),
        )
    ]
    return [miss for miss in found if miss.found > miss.aim]


def aims() -> str:
    """What was aimed at."""
    return (
        f"Aims, never asserted: at most {ENGINE_AIM_US:g} µs of engine an event and hop,"
        f" {STEP_AIM_US:g} µs a step."
    )


def conditions(figures: Figures) -> str:
    """When, where and with what, in one line."""
    versions = ", ".join(f"{name} {number}" for name, number in figures.machine.versions.items())
    cores = f"{figures.machine.cores} cores shared with the broker"
    return f"{figures.events:,} events on {figures.machine.date}; {cores}; {versions}."


def recovery(figures: Figures) -> str:
    """How fast a restarted case worker reads its state."""
    return f"Recovery: {_read(figures.recovery)}; {_read(figures.small)} (aim: {RECOVERY_AIM:,})."


def _read(found: Recovery) -> str:
    return (
        f"{found.records:,} cases of {found.bytes_each:,} bytes at {found.records_per_second:,.0f}"
        f" a second, {found.cpu_us:g} µs of CPU each"
    )


def page(figures: Figures) -> str:
    """docs/bench.md."""
    lines = [
        "# What an event costs",
        "",
        "Written by `simpul bench --write docs/bench.md`; never edited.",
        "",
        conditions(figures),
        "",
        _line(COLUMNS),
        _line(("---",) + ("---:",) * (len(COLUMNS) - 1)),
        *map(_line, rows(figures)),
        "",
        recovery(figures),
        "",
        _HOW,
        "",
        aims(),
        "",
        *(_explained(miss) for miss in misses(figures)),
    ]
    return "\n".join(lines).rstrip() + "\n"


_HOW: Final = """\
The load is whole stories (a submission and three reports), 500 under way at once, read as a
backlog: chunks are as large as they get, and a case touched four times in one is written once.
CPU is the worker process's, user and system, from owning its partitions to its last effect;
the step alone is the hop's own code over the same records in chunks of the same size, in one
process without Kafka; the engine's share is what is left: Faust, aiokafka, the network, the
packing. Messages and kB (before packing) are what an event makes the hop write."""


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _explained(miss: Miss) -> str:
    each = f" ({miss.found / miss.messages:.1f} a message written)" if miss.what == "engine" else ""
    found = f"- **{miss.hop}, {miss.what}: {miss.found:.1f} µs**{each}, aimed at {miss.aim:g}."
    return f"{found} {WHY[miss.hop, miss.what]}"
