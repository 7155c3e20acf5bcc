"""Settings become the hops' apps: the one place where addresses, groups and waits are chosen."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Final, NoReturn

from agents.case import agent as case
from agents.engine.ports import EngineSettings
from agents.engine.worker import run
from agents.intake import agent as intake
from contracts.releases import CityClock
from deploy.clock import now_ms
from deploy.kafka_access import security
from deploy.local.kafka import running
from deploy.metrics.gathering import Gathering
from deploy.metrics.serving import serve_metrics
from deploy.release import RELEASE, VERSION
from deploy.settings import Settings
from services.kafka.access import KafkaAccess

DEMO_TICK: Final = 0.1
"""Seconds between two looks at waiting deadlines where a city day takes seconds."""


class Hop(StrEnum):
    """A hop that runs as workers of its own."""

    INTAKE = "intake"
    CASE = "case"

    @property
    def group(self) -> str:
        """Its consumer group."""
        return f"simpul-{self.value}"


class NoKafka(Exception):
    """There is no broker to speak to; the message says what to do."""


class ClockRefused(Exception):
    """City time is not real time, and nothing says that this is a demo."""


def kafka_access(settings: Settings, folder: Path | None = None) -> KafkaAccess:
    """How to reach Kafka: the broker running in a folder where one is given, else the settings'.

    Raises:
        NoKafka: neither a setting nor a running embedded broker names one.
    """
    if folder is None and settings.kafka is not None:
        return KafkaAccess(settings.kafka, security(settings))
    address = _embedded([folder] if folder else [settings.data, *sorted(settings.data.glob("*"))])
    if address is None:
        raise NoKafka(
            f"No Kafka: no embedded broker runs in {folder or settings.data}, and"
            f" {'a named folder goes before' if folder else 'nothing is set in'} SIMPUL_KAFKA."
            " Set SIMPUL_KAFKA to a bootstrap address, or start `simpul up` or `simpul demo` first."
        )
    return KafkaAccess(address)


def _embedded(folders: Iterable[Path]) -> str | None:
    """The first broker that runs in any of these folders."""
    return next((address for each in folders if (address := running(each))), None)


def refuse_a_fast_clock(clock: CityClock) -> None:
    """Let production run on real time only.

    Raises:
        ClockRefused: the clock is not the identity and not a demo's.
    """
    if not clock.is_identity and not clock.demo:
        raise ClockRefused(
            "The city's clock on ref.catalogue.v1 is not real time and is not marked as a demo's;"
            " no worker starts on it."
        )


def engine_settings(
    hop: Hop, access: KafkaAccess, clock: CityClock, datadir: Path
) -> EngineSettings:
    """How a hop's worker carries; a demo's clock is looked at more often."""
    usual = EngineSettings(
        bootstrap=access.bootstrap,
        group=hop.group,
        datadir=datadir,
        security=access.security,
        release=RELEASE,
    )
    return replace(usual, tick=DEMO_TICK) if clock.demo else usual


def watched(hop: Hop, engine: EngineSettings, port: int) -> EngineSettings:
    """The same settings, and what is carried by them shown as metrics on a loopback port."""
    gathering = Gathering(hop.value, VERSION, now_ms)
    serve_metrics(gathering, port)
    return replace(engine, observer=gathering)


def serve(hop: Hop, engine: EngineSettings, settings: Settings) -> NoReturn:
    """Run one hop until a signal; see `agents.engine.worker.run`."""
    if settings.metrics_port != "off":
        engine = watched(hop, engine, settings.metrics_port)
    if hop is Hop.INTAKE:
        key = settings.ticket_key.get_secret_value().encode()
        run(intake.build(engine, ticket_key=key, case_group=Hop.CASE.group))
    run(case.build(engine, city=settings.city, intake_group=Hop.INTAKE.group))
