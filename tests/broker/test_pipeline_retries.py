"""What was put aside, mended and let go on a real broker is told as if nothing had failed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
import pytest_asyncio

from contracts.cases import Class
from contracts.catalogue import Catalogue
from contracts.quarantine import Quarantined
from contracts.reasons import Reason
from contracts.requests import FACTS, Fact, RequestHeld
from contracts.sla import CLOCK_EVENTS
from contracts.status import StatusChanged
from contracts.topics import QUARANTINE, REQUESTS, SLA, STATUS
from deploy.clock import now_ms
from deploy.local.kafka import EmbeddedKafka
from deploy.wiring import Hop
from services.ledger import Report
from tests.broker.commands import typed
from tests.broker.pipeline_scene import Pipeline, staged, the_pack
from tests.builders.requests import ASKS, Story

FAILED_IN_INTAKE = Story("dlh", "DLH-INTAKE-1")
FAILED_IN_CASE = Story("dishub", "DSH-CASE-1")
HELD = {FAILED_IN_INTAKE: Story("dlh", "DLH-TWIN-1"), FAILED_IN_CASE: Story("dishub", "DSH-TWIN-1")}
"""Requests our code fails on, and for each one that says the same and meets no bug."""
UNKNOWN, KNOWN = Story("dlh", "DLH-NEW-1"), Story("dlh", "DLH-NEW-2")
NEW = "PARUT-KELAPA"
"""A service code that the catalogue learns in the middle."""
WHO = ("--by", "Ratna Dewi", "--why", "sudah diperbaiki")


def mended() -> Catalogue:
    """The pack, in which bulky waste has another code too."""
    pack, code = the_pack(), ASKS["dlh"].service
    services = tuple(
        one.model_copy(update={"native_codes": (*one.native_codes, NEW)})
        if code in one.native_codes
        else one
        for one in pack.services
    )
    return pack.model_copy(update={"services": services, "version": "mended"})


@dataclass
class Mending:
    """The log after everything was mended, and what the commands answered."""

    pipeline: Pipeline
    report: Report
    answers: list[dict[str, Any]]
    reasons: Counter[Reason]
    """Why records had been put aside before anything was mended."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def mending(
    kafka: EmbeddedKafka, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Mending]:
    """Bad workers and a catalogue that lacks a service; then good ones, and operators at work."""
    async with staged(kafka.bootstrap, tmp_path_factory.mktemp("retries")) as pipeline:
        bad = [
            pipeline.worker(Hop.INTAKE, fails_on=f"{FAILED_IN_INTAKE.reference}-0"),
            pipeline.worker(Hop.CASE, fails_on=f"{FAILED_IN_CASE.reference}-0"),
        ]
        stories = [story for pair in HELD.items() for story in pair]
        told = zip(*(story.told() for story in stories), strict=True)
        await pipeline.send([message for step in told for message in step])
        await pipeline.send([UNKNOWN.submitted(service=NEW)])
        await pipeline.until(lambda one: len(one.events(QUARANTINE, Quarantined)) == 9)
        reasons = Counter(one.reason for one in pipeline.events(QUARANTINE, Quarantined))
        await pipeline.workers.stopped(*bad)
        pipeline.worker(Hop.INTAKE)
        pipeline.worker(Hop.CASE)
        published = await pipeline.publish(mended())
        while now_ms() < published.effective_at:
            await asyncio.sleep(0.05)
        await pipeline.send([KNOWN.submitted(service=NEW)])
        answers = [
            await replayed(kafka, "--reason", "surprise"),
            await replayed(kafka, "--reason", "unknown-service", "--under", "now"),
        ]
        yield Mending(pipeline, await pipeline.proven(), answers, reasons)


async def replayed(kafka: EmbeddedKafka, *words: str) -> dict[str, Any]:
    """What the command answers, as a process of its own."""
    done = await typed("quarantine", "replay", *words, *WHO, "--json", kafka=kafka.bootstrap)
    assert done.status == 0, done.out + done.err
    answer: dict[str, Any] = orjson.loads(done.out)
    return answer


def test_a_failure_of_ours_parks_what_follows(mending: Mending) -> None:
    assert mending.reasons == {Reason.SURPRISE: 2, Reason.HELD: 6, Reason.UNKNOWN_SERVICE: 1}


def test_whoever_replays_is_told_what_became_of_every_record(mending: Mending) -> None:
    groups = [group for answer in mending.answers for group in answer["requests"]]
    assert [len(group["records"]) for group in groups] == [4, 4, 1]
    assert [group["release"] for group in groups] == ["released", "released", None]
    became = {record["became"] for group in groups for record in group["records"]}
    assert became == {"applied"}


def test_nothing_is_lost_and_the_ledger_is_clean(mending: Mending) -> None:
    report = mending.report
    assert report.classes[Class.APPLIED] == report.records == 18
    assert report.problems == ()


@pytest.mark.parametrize(
    ("story", "twin"), [*HELD.items(), (UNKNOWN, KNOWN)], ids=["intake", "case", "service"]
)
def test_a_request_let_go_on_is_told_like_its_twin(
    mending: Mending, story: Story, twin: Story
) -> None:
    assert facts_of(mending.pipeline, story) == facts_of(mending.pipeline, twin)
    assert said_of(mending.pipeline, story) == said_of(mending.pipeline, twin)


def test_what_was_parked_is_folded_in_the_order_it_came(mending: Mending) -> None:
    for story in HELD:
        natives = [one.native for one in states_of(mending.pipeline, story) if one.native]
        wanted = ASKS[story.agency].statuses
        assert sorted(set(natives), key=natives.index) == list(wanted)


def test_every_state_has_the_time_of_the_record_behind_it(mending: Mending) -> None:
    clock = mending.pipeline.clock
    for story in (*HELD, UNKNOWN):
        for one in states_of(mending.pipeline, story):
            assert one.received_at == clock.city(one.cause.logged_ms)


def states_of(pipeline: Pipeline, story: Story) -> list[StatusChanged]:
    """The states a request passed through."""
    found = pipeline.events(STATUS, StatusChanged)
    return [one for one in found if one.request_id == story.request_id]


NAMES = {"request_id", "ticket", "reference", "fact_id", "retry", "origin", "cause"}
TIMES = {"occurred_at", "received_at", "recorded_at", "due", "started_at", "explanation"}


def plain(event: Fact | StatusChanged | Any) -> dict[str, Any]:  # noqa: ANN401 -- clock events too
    """An event apart from whose it is, where its record stood, and when it came."""
    told: dict[str, Any] = event.model_dump(mode="json", exclude=NAMES | TIMES)
    told.get("route", {}).get("facts", {}).pop("received_at", None)
    return told


def facts_of(pipeline: Pipeline, story: Story) -> list[dict[str, Any]]:
    """The facts of a request as they were judged last, in the order of what an agency said."""
    found = [fact for kind in FACTS.values() for fact in pipeline.events(REQUESTS, kind)]
    ours = [one for one in found if one.request_id == story.request_id]
    real = [one for one in ours if not isinstance(one, RequestHeld)]
    last = {one.fact_id: one for one in sorted(real, key=lambda one: one.retry is not None)}
    return [plain(last[name]) for name in sorted(last, key=lambda name: last[name].origin.event_id)]


def said_of(pipeline: Pipeline, story: Story) -> list[dict[str, Any]]:
    """What the bus said of a request: its states, then its clocks."""
    clocks = [one for kind in CLOCK_EVENTS.values() for one in pipeline.events(SLA, kind)]
    ours = sorted((one for one in clocks if one.request_id == story.request_id), key=number)
    return [plain(one) for one in (*states_of(pipeline, story), *ours)]


def number(event: Any) -> int:  # noqa: ANN401 -- any event of a case
    """Its number among those of its request on its topic."""
    seq: int = event.seq
    return seq
