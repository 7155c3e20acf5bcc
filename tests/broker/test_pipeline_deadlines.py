"""Deadlines that pass while nobody is there to see them fire once, each at its own instant."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest_asyncio

from contracts.catalogue import Metric
from contracts.sla import ClockBreached, ClockEvent, ClockStarted, ClockWarned
from contracts.topics import SLA
from deploy.clock import now_ms
from deploy.local.kafka import EmbeddedKafka
from deploy.wiring import Hop
from tests.broker.pipeline_scene import Pipeline, staged
from tests.builders.requests import Story

A_DAY_A_SECOND = 24 * 3600
TERMS = {Metric.RESOLUTION: timedelta(hours=24), Metric.FIRST_RESPONSE: timedelta(hours=72)}
"""What is promised for a faulty traffic light besides its verification, in elapsed hours."""
WARNED_AT = (0.5, 0.75, 0.9)
STORIES = [Story("dishub", f"DSH-{number}") for number in range(12)]


@pytest_asyncio.fixture
async def fast(kafka: EmbeddedKafka, tmp_path: Path) -> AsyncIterator[Pipeline]:
    """The arrow line on a clock that passes a day a second."""
    async with staged(kafka.bootstrap, tmp_path, speed=A_DAY_A_SECOND) as stage:
        yield stage


async def test_each_breach_is_told_once_and_as_of_its_due_instant_by_a_worker_that_was_down(
    fast: Pipeline,
) -> None:
    fast.worker(Hop.INTAKE)
    await fast.send([story.submitted() for story in STORIES])
    await fast.workers.killed(fast.worker(Hop.CASE, at="committed"))
    await passed(fast, max(TERMS.values()))
    fast.worker(Hop.CASE)
    wanted = len(STORIES) * len(TERMS)
    await fast.until(lambda now: len(now.events(SLA, ClockBreached)) >= wanted)
    await fast.proven()
    starts = [one for one in fast.events(SLA, ClockStarted) if one.metric in TERMS]
    assert sorted(map(told, fast.events(SLA, ClockBreached))) == sorted(map(owed_breach, starts))
    warnings = fast.events(SLA, ClockWarned)
    assert sorted((*told(one), one.fraction) for one in warnings) == sorted(
        (*owed_warning(one, share), share) for one in starts for share in WARNED_AT
    )


async def passed(pipeline: Pipeline, term: timedelta) -> None:
    """Wait until a term that began at the latest now is over, by the city's clock."""
    over = pipeline.clock.real(pipeline.clock.city(now_ms()) + term)
    while over is None or now_ms() <= over:
        await asyncio.sleep(0.05)


Told = tuple[str, Metric, datetime]


def told(event: ClockEvent) -> Told:
    """Which clock of which request, and as of when."""
    return event.request_id, event.metric, event.occurred_at


def owed_breach(start: ClockStarted) -> Told:
    """The breach of a clock nobody stopped: when the term it started with was over."""
    return start.request_id, start.metric, start.occurred_at + TERMS[start.metric]


def owed_warning(start: ClockStarted, share: float) -> Told:
    """A warning of a clock nobody stopped: when a share of its term was over."""
    return start.request_id, start.metric, start.occurred_at + TERMS[start.metric] * share
