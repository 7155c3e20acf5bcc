"""The real hops under load: in order per request, and nothing lost or twice however they end."""

import signal
from collections import defaultdict

from contracts.lifecycle import State
from contracts.status import StatusChanged
from contracts.topics import REQUESTS, STATUS
from deploy.wiring import Hop
from tests.broker.pipeline_load import Load
from tests.broker.pipeline_scene import CLOCK, Pipeline, header
from tests.builders.requests import ASKS, Story, interleaved, some_stories

STORIES = some_stories(150)


def reported(pipeline: Pipeline) -> dict[str, list[str]]:
    """The native statuses the bus told of each request, in the order of the log."""
    told: dict[str, list[str]] = defaultdict(list)
    for event in pipeline.events(STATUS, StatusChanged):
        if event.native is not None:
            told[event.request_id].append(event.native)
    return dict(told)


def as_told(stories: list[Story]) -> dict[str, list[str]]:
    """What their agencies reported, in order."""
    return {story.request_id: list(ASKS[story.agency].statuses) for story in stories}


async def test_each_request_is_told_in_the_order_its_agency_told_it(pipeline: Pipeline) -> None:
    pipeline.worker(Hop.INTAKE)
    pipeline.worker(Hop.CASE)
    stories = some_stories(450)
    await pipeline.send(interleaved(stories))
    report = await pipeline.proven()
    assert reported(pipeline) == as_told(stories)
    assert report.status[State.RESOLVED] == len(stories)


async def test_a_killed_intake_loses_nothing_and_writes_the_same_again(pipeline: Pipeline) -> None:
    await pipeline.send(interleaved(STORIES))
    pipeline.worker(Hop.CASE)
    for point in ("before-delivery", "delivered"):
        await pipeline.workers.killed(pipeline.worker(Hop.INTAKE, at=point, after=3))
    pipeline.worker(Hop.INTAKE)
    report = await pipeline.proven()
    assert reported(pipeline) == as_told(STORIES)
    assert report.copies > 0


async def test_a_killed_case_worker_tells_everything_once(pipeline: Pipeline) -> None:
    await pipeline.send(interleaved(STORIES))
    pipeline.worker(Hop.INTAKE)
    for point in ("in-transaction", "before-commit", "committed"):
        await pipeline.workers.killed(pipeline.worker(Hop.CASE, at=point, after=3))
    pipeline.worker(Hop.CASE)
    await pipeline.proven()
    assert reported(pipeline) == as_told(STORIES)


async def test_workers_stopped_under_load_repeat_nothing_at_all(pipeline: Pipeline) -> None:
    load = Load(pipeline)
    for _ in range(2):
        hops = [pipeline.worker(hop) for hop in Hop]
        await pipeline.until_told(50)
        await pipeline.workers.stopped(*hops)
    stories = await load.stopped()
    for hop in Hop:
        pipeline.worker(hop)
    report = await pipeline.proven()
    facts = [one for one in pipeline.on(REQUESTS) if header(one, "ce_type") != CLOCK]
    assert (report.copies, report.facts) == (0, len(facts))
    assert reported(pipeline) == as_told(stories)


async def test_a_frozen_case_worker_that_thaws_is_refused_by_the_broker(pipeline: Pipeline) -> None:
    await pipeline.send(interleaved(STORIES))
    pipeline.worker(Hop.INTAKE)
    frozen = pipeline.worker(Hop.CASE, at="in-transaction", after=3, signal=signal.SIGSTOP)
    await pipeline.workers.frozen(frozen)
    pipeline.worker(Hop.CASE)
    await pipeline.until(Pipeline.all_have_outcomes)
    frozen.send_signal(signal.SIGCONT)
    status, stderr = await pipeline.workers.ended(frozen)
    assert (status, stderr.count("\n")) == (70, 1)
    assert "Another worker has taken over" in stderr
    await pipeline.send(interleaved(some_stories(30, "C")))
    await pipeline.proven()
    assert reported(pipeline) == as_told(STORIES + some_stories(30, "C"))
