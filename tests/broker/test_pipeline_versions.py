"""A catalogue version published under load: each record follows the one in force when it came."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from contracts.catalogue import Agency, Catalogue, Metric, Text
from contracts.inbox import Accepted, Assign
from contracts.requests import FACTS, Fact, RequestReceived
from contracts.sla import ClockStarted
from contracts.topics import REQUESTS, SLA
from deploy.clock import now_ms
from deploy.local.kafka import EmbeddedKafka
from deploy.wiring import Hop
from services.ledger import Report
from tests.broker.pipeline_load import Load
from tests.broker.pipeline_scene import Pipeline, staged, the_pack
from tests.builders.requests import Story

NEWCOMERS = [Story("perkim", f"PRK-{number}") for number in range(20)]
A_LIGHT = {
    "service": "dishub.street-light",
    "fields": {"fault": "padam"},
    "location": {"kelurahan": "36.73.01.1004"},
}
"""What the new agency takes in for another."""
LONGER = 9
"""Hours or days of every resolution in the second version."""


def the_second_version() -> Catalogue:
    """The pack with another agency on the bus, and every resolution promised in nine."""
    pack = the_pack()
    parts = {name: getattr(pack, name) for name in Catalogue.model_fields}
    perkim = Agency(code="perkim", names=Text(id="Dinas Perumahan"), claim_skew_hours=24)
    policies = tuple(
        policy.model_copy(
            update={
                "terms": tuple(
                    term.model_copy(update={"targets": dict.fromkeys(term.targets, LONGER)})
                    if term.metric is Metric.RESOLUTION
                    else term
                    for term in policy.terms
                )
            }
        )
        for policy in pack.policies
    )
    return Catalogue(**parts | {"agencies": (*pack.agencies, perkim), "policies": policies})


@dataclass
class Day:
    """What came of the day a version was published on."""

    pipeline: Pipeline
    report: Report

    def in_force(self, received_ms: int) -> str:
        """The version that a record of a real instant has to follow."""
        first, second = self.pipeline.published
        return (second if received_ms >= second.effective_at else first).version

    def facts(self) -> list[Fact]:
        """Every fact, copies too."""
        return [fact for kind in FACTS.values() for fact in self.pipeline.events(REQUESTS, kind)]

    def submissions(self) -> list[RequestReceived]:
        """Every submission."""
        return self.pipeline.events(REQUESTS, RequestReceived)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def day(kafka: EmbeddedKafka, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Day]:
    """Two intakes at work when a version is published; one is killed just before it takes effect.

    What it had delivered and not committed the other does again, when the version is in force.
    """
    folder = tmp_path_factory.mktemp("versions")
    death = folder / "death"
    async with staged(kafka.bootstrap, folder) as pipeline:
        doomed = pipeline.worker(Hop.INTAKE, at="delivered", when=str(death))
        pipeline.worker(Hop.INTAKE)
        pipeline.worker(Hop.CASE)
        load = Load(pipeline)
        await pipeline.until_told(50)
        second = await pipeline.publish(the_second_version())
        await real_time(second.effective_at - 400)
        death.touch()
        await pipeline.workers.killed(doomed)
        await real_time(second.effective_at)
        await pipeline.create_topics()
        await pipeline.send([story.submitted(**A_LIGHT) for story in NEWCOMERS])
        await pipeline.until_told(100)
        await load.stopped()
        yield Day(pipeline, await pipeline.proven())


async def real_time(instant: int) -> None:
    """Wait for a real instant, milliseconds since 1970 UTC."""
    while now_ms() < instant:
        await asyncio.sleep(0.02)


def test_every_record_follows_the_version_in_force_when_it_was_received(day: Day) -> None:
    facts = day.facts()
    followed = [(fact.fact_id, fact.catalogue) for fact in facts]
    assert followed == [(fact.fact_id, day.in_force(fact.origin.logged_ms)) for fact in facts]
    assert {version for _, version in followed} == {one.version for one in day.pipeline.published}


def test_what_a_killed_intake_had_done_was_done_again_with_the_same_bytes(day: Day) -> None:
    assert day.report.copies > 0


def test_each_request_is_promised_what_its_version_says(day: Day) -> None:
    second = day.pipeline.published[1].version
    longer = {fact.request_id: fact.catalogue == second for fact in day.submissions()}
    starts = day.pipeline.events(SLA, ClockStarted)
    promised = {one.request_id: one.value for one in starts if one.metric is Metric.RESOLUTION}
    assert {request: value == LONGER for request, value in promised.items()} == longer


def test_a_new_agencys_topic_is_picked_up_from_its_first_record(day: Day) -> None:
    accepted = {one.request_id for one in day.pipeline.inbox("perkim", Accepted)}
    assigned = {one.request_id for one in day.pipeline.inbox("dishub", Assign)}
    newcomers = {story.request_id for story in NEWCOMERS}
    assert accepted == newcomers
    assert newcomers <= assigned
