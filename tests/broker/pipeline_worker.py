"""A worker process with one of the real hops; told to, it kills or freezes itself at a point."""

import json
import logging
import os
import resource
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from agents.case import agent as case
from agents.case import partition
from agents.engine.ports import EngineSettings
from agents.engine.worker import run
from agents.intake import agent as intake
from contracts.releases import CityClock
from deploy.wiring import Hop, engine_settings, watched
from services.kafka.access import KafkaAccess
from tests.broker.engine_worker import ambush
from tests.builders.requests import CITY


@dataclass(frozen=True)
class Order:
    """What a test wants of a worker process; travels as JSON in the first argument."""

    hop: Hop
    bootstrap: str
    name: str
    folder: str
    clock: str
    chunk: int = 20
    at: str = ""
    after: int = 1
    when: str = ""
    """A file: until it is there, passing the point counts for nothing."""
    signal: int = signal.SIGKILL
    then: str = ""
    """The point it is killed at when it passes it next, once it was signalled at the first."""
    session: float = 2.0
    """Real seconds until a silent worker is given up; it shows life four times as often."""
    fails_on: str = ""
    """An event's id: our code fails on its record, until another worker comes."""
    metrics: bool = False
    """Whether to serve them on a free port, which its log names."""
    address_space: int = 0
    """How many bytes of it the process may have; 0 for no limit."""

    def group(self, hop: Hop) -> str:
        """A consumer group of this test's own: the last test's may still have members."""
        return f"{self.name}-{hop.group}"


def settings(order: Order) -> EngineSettings:
    """As wired, but for the group, small chunks, a short session and the hook."""
    clock = CityClock.read(order.clock.encode())
    datadir = Path(order.folder) / f"worker-{os.getpid()}"
    spring = ambush(order.at, order.after, order.signal)
    passed = 0

    def at(point: str) -> None:
        nonlocal passed
        if order.when and not Path(order.when).exists():
            return
        if passed >= order.after and point == order.then:
            os.kill(os.getpid(), signal.SIGKILL)
        passed += point == order.at
        spring(point)

    return replace(
        engine_settings(order.hop, KafkaAccess(order.bootstrap), clock, datadir),
        group=order.group(order.hop),
        chunk=order.chunk,
        session_timeout=order.session,
        heartbeat=order.session / 4,
        at=at,
    )


def fail_on(event_id: str, module: ModuleType, step: str) -> None:
    """Give a module a bug: one of its steps fails on what names an event."""
    good = vars(module)[step]

    def bad(*given: Any) -> Any:  # noqa: ANN401 -- whatever the step takes and gives
        if any(event_id in str(part) for part in given[:2]):
            raise ZeroDivisionError
        return good(*given)

    vars(module)[step] = bad


def main(order: Order) -> NoReturn:
    """Run the ordered hop until a signal."""
    log = Path(order.folder) / f"{order.hop}-{os.getpid()}.log"
    logging.basicConfig(filename=log, level=logging.INFO)
    if order.address_space:
        resource.setrlimit(resource.RLIMIT_AS, (order.address_space, order.address_space))
    engine = settings(order)
    if order.metrics:
        engine = watched(order.hop, engine, 0)
    if order.fails_on:
        fail_on(order.fails_on, intake, "messages")
        fail_on(order.fails_on, partition, "step")
    if order.hop == Hop.INTAKE:
        group = order.group(Hop.CASE)
        run(intake.build(engine, ticket_key=b"for tests only", case_group=group))
    run(case.build(engine, city=CITY, intake_group=order.group(Hop.INTAKE)))


if __name__ == "__main__":
    wanted = json.loads(sys.argv[1])
    main(Order(**wanted | {"hop": Hop(wanted["hop"])}))
