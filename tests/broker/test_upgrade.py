"""Two releases take turns at the same requests, side by side and each alone, killed under load.

The next release's cases have a field this one does not know: this one passes it over and goes on,
and the next one goes on with what this one wrote.
"""

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

import orjson
import pytest
import pytest_asyncio

from contracts.envelope import RELEASE
from contracts.status import StatusChanged
from contracts.topics import CASES, STATUS
from deploy.local.kafka import EmbeddedKafka
from deploy.release import VERSION
from deploy.wiring import Hop
from services.ledger import Report
from tests.broker.next_release_worker import NEXT
from tests.broker.pipeline_load import Load
from tests.broker.pipeline_scene import Pipeline, header, staged
from tests.broker.test_pipeline_kills import as_told, reported
from tests.broker.workers import Process
from tests.builders.requests import Story, some_stories

SLOW = some_stories(12, "S")
"""Requests of which each release hears one word after the other."""
TURNS = (NEXT, VERSION, NEXT)
"""An upgrade, a rollback, and the upgrade again."""


@dataclass
class Turns:
    """What came of it."""

    pipeline: Pipeline
    stories: list[Story]
    report: Report
    written: dict[str, list[tuple[str, int | None]]] = field(default_factory=dict)
    """Of each slow request: which release wrote its case, and the field only one of them knows."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def turns(
    kafka: EmbeddedKafka, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Turns]:
    """Agencies publish all the while."""
    async with staged(kafka.bootstrap, tmp_path_factory.mktemp("upgrade")) as pipeline:
        at_work = [_worker(pipeline, hop, VERSION) for hop in Hop]
        load = Load(pipeline, pause=0.5)
        await pipeline.send([story.submitted() for story in SLOW])
        await pipeline.until(lambda now: len(_told_of(now)) == len(SLOW))
        for step, release in enumerate(TURNS, 1):
            newcomers = [_worker(pipeline, hop, release) for hop in Hop]
            await pipeline.until_told(60)
            for process in at_work:
                process.kill()
                await pipeline.workers.killed(process)
            at_work = newcomers
            await pipeline.send([story.reported(step) for story in SLOW])
            await pipeline.until(partial(_have_heard, step))
        stories = await load.stopped()
        yield Turns(pipeline, stories, await pipeline.proven(), _written(pipeline))


def _worker(pipeline: Pipeline, hop: Hop, release: str) -> Process:
    """A worker of a release."""
    name = "next_release_worker" if release == NEXT else "pipeline_worker"
    return pipeline.worker_of(f"tests.broker.{name}", hop)


def _told_of(pipeline: Pipeline) -> set[str]:
    """The slow requests of which anything was told."""
    slow = {story.request_id for story in SLOW}
    return slow & {event.request_id for event in pipeline.events(STATUS, StatusChanged)}


def _have_heard(step: int, pipeline: Pipeline) -> bool:
    """Whether every slow request's report of that number was told."""
    told = reported(pipeline)
    return all(len(told.get(story.request_id, ())) >= step for story in SLOW)


def _written(pipeline: Pipeline) -> dict[str, list[tuple[str, int | None]]]:
    found: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    for record in pipeline.on(CASES):
        case = orjson.loads(record.value or b"")
        release = (header(record, RELEASE) or b"").decode()
        found[case["request_id"]].append((release, case.get("steps")))
    return {story.request_id: found[story.request_id] for story in SLOW}


def test_nothing_is_lost_and_the_ledger_is_clean(turns: Turns) -> None:
    assert turns.report.holds
    assert reported(turns.pipeline) == as_told([*SLOW, *turns.stories])


def test_each_request_went_from_one_release_to_the_other_and_back(turns: Turns) -> None:
    for written in turns.written.values():
        releases = [release for release, _ in groupby(release for release, _ in written)]
        assert releases == [VERSION, *TURNS]


def test_what_this_release_does_not_know_it_passes_over_and_the_next_begins_anew(
    turns: Turns,
) -> None:
    for written in turns.written.values():
        for release, steps in written:
            assert (steps is not None) == (release == NEXT)
        turns_of = groupby(written, key=lambda one: one[0])
        assert [next(turn)[1] for _, turn in turns_of] == [None, 1, None, 1]
