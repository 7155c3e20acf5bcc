"""The faults, each with what people are told of it: a row each."""

from typing import Final

from tests.alarms.bus import Bus
from tests.alarms.playing import Fault

SILENT, FLOODING = "perkim", "dlh"


async def _kill_one(bus: Bus) -> None:
    bus.programs["case-1"].kill()


async def _kill_all(bus: Bus) -> None:
    for name in ("case-1", "case-2"):
        bus.programs[name].kill()


async def _start_all(bus: Bus) -> None:
    for name in ("case-1", "case-2"):
        bus.programs[name].wanted = True


async def _stop_kafka(bus: Bus) -> None:
    await bus.kafka.stop()


async def _start_kafka(bus: Bus) -> None:
    await bus.kafka.start()


async def _flood(bus: Bus) -> None:
    bus.flooding = FLOODING


async def _flood_ends(bus: Bus) -> None:
    bus.flooding = ""


async def _fall_silent(bus: Bus) -> None:
    bus.muted = SILENT


async def _speak_again(bus: Bus) -> None:
    bus.muted = ""


async def _join_wrong_date(bus: Bus) -> None:
    bus.programs["case-3"].wanted = True


async def _leave_wrong_date(bus: Bus) -> None:
    bus.programs["case-3"].stop()


ONE_KILLED: Final = Fault(
    "one-killed", "one of two case workers is killed", _kill_one, _start_all, frozenset()
)
FAULTS: Final = (
    ONE_KILLED,
    Fault(
        "all-killed",
        "both case workers are killed, and nobody starts them",
        _kill_all,
        _start_all,
        frozenset({"SimpulNoWorker"}),
    ),
    Fault(
        "flood",
        f"{FLOODING} sends ten unreadable records a second",
        _flood,
        _flood_ends,
        frozenset({"SimpulQuarantineRate"}),
    ),
    Fault(
        "mismatch",
        "a case worker joins whose machine is three days behind",
        _join_wrong_date,
        _leave_wrong_date,
        frozenset({"SimpulCatalogueMismatch"}),
    ),
    Fault(
        "broker-stopped",
        "the broker is stopped",
        _stop_kafka,
        _start_kafka,
        frozenset({"SimpulBrokerAway"}),
    ),
    Fault(
        "silent",
        f"{SILENT} says nothing any more",
        _fall_silent,
        _speak_again,
        frozenset({"SimpulAgencySilent"}),
    ),
)
"""In the order they are played; who was silent has gaps in its stories, so that comes last."""
