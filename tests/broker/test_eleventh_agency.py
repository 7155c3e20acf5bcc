"""An eleventh agency on a running bus, as docs/onboarding.md says; and nothing else is changed.

Workers run and ten agencies publish all the while. The first events come the moment the topic is
there, before intake has seen it; others when intake reads it.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
import pytest_asyncio

from contracts.cases import Case
from contracts.inbox import Accepted, Assign, Rejected
from contracts.lifecycle import State
from contracts.records import Message, Record
from contracts.requests import RequestReceived
from contracts.status import StatusChanged
from contracts.topics import CASES, QUARANTINE, REQUESTS, SLA, STATUS, inbox_topic
from deploy.local.kafka import EmbeddedKafka
from deploy.wiring import Hop
from services.catalogue.pack import read_pack
from services.ledger import Report
from tests.broker.pipeline_load import Load
from tests.broker.pipeline_scene import Pipeline, header, staged
from tests.builders.onboarding_page import (
    BUS,
    PAGE,
    Block,
    Run,
    a_checkout,
    blocks,
    same_on_any_bus,
    typed_in,
)
from tests.builders.requests import SHOWN, Story

FIRST, SECOND = Story("bpbd", "BPBD-0001"), Story("bpbd", "BPBD-0002")
PLACE = {"kelurahan": "36.73.01.1004"}
PARTITIONS = 8
"""What `simpul topics apply` makes."""


@dataclass
class Day:
    """What came of the day the agency joined."""

    pipeline: Pipeline
    report: Report
    pack: Path
    before: dict[str, str]
    said: list[tuple[str, str]]
    """What the page says each of its blocks prints, and what it printed."""

    def of(self, topic: str) -> list[Record]:
        """The records of a topic that are about the newcomer's requests."""
        keys = {story.request_id.encode() for story in (FIRST, SECOND)}
        return [record for record in self.pipeline.on(topic) if record.key in keys]


def submitted(story: Story) -> Message:
    return story.submitted(service="ADUAN", fields={"matter": "rusak"}, location=PLACE)


def reported(story: Story, status: str) -> Message:
    shown = SHOWN if status == "SELESAI" else {}
    body = {"reference": story.reference, "status": status, **shown}
    return story.says("status.reported", f"{story.reference}-{status}", body)


def digests(pack: Path, but: str) -> dict[str, str]:
    """Each file of a pack by its content, without those of one agency."""
    return {
        str(file.relative_to(pack)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(pack.rglob("*"))
        if file.is_file() and but not in file.relative_to(pack).parts
    }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def day(kafka: EmbeddedKafka, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Day]:
    """The agency joins while the others go on; it says all of one request and begins another."""
    folder = tmp_path_factory.mktemp("eleventh")
    checkout = a_checkout(folder / "checkout")
    pack = checkout / "deploy" / "cities" / "kota-serang"
    before = digests(pack, but="bpbd")
    run = typed_in(checkout, SIMPUL_KAFKA=kafka.bootstrap)
    page = list(blocks(PAGE.read_text(encoding="utf-8")))
    begin = next(one for one in page if one.kind == "console").commands[0]
    on_the_bus = [one for one in page if one.name == BUS]
    async with staged(kafka.bootstrap, folder, partitions=PARTITIONS) as pipeline:
        pipeline.worker(Hop.INTAKE)
        pipeline.worker(Hop.CASE)
        load = Load(pipeline, pause=2.0)
        await pipeline.until_told(50)
        await asyncio.to_thread(run, begin)
        joined = await printed(on_the_bus[0], run)
        await pipeline.send([submitted(SECOND)])
        first = next(one for one in page if one.name == "first.json")
        (checkout / "first.json").write_text(first.text, encoding="utf-8")
        sent = await printed(on_the_bus[1], run)
        pipeline.sent += len(orjson.loads(first.text))
        pipeline.catalogue = read_pack(pack)
        await pipeline.create_topics()
        await pipeline.until(lambda now: in_progress(now, FIRST))
        told = await printed(on_the_bus[2], run)
        await pipeline.send([reported(FIRST, "SELESAI")])
        await load.stopped()
        yield Day(pipeline, await pipeline.proven(), pack, before, [joined, sent, told])


async def printed(block: Block, run: Run) -> tuple[str, str]:
    """What the page says a block prints, and what its commands print; both as on any bus."""
    said = [f"$ {command}\n{await asyncio.to_thread(run, command)}" for command in block.commands]
    return same_on_any_bus(block.text), same_on_any_bus("".join(said))


def in_progress(pipeline: Pipeline, story: Story) -> bool:
    """Whether a request's last case record says so, its clocks with it."""
    bodies = [
        one.value or b"" for one in pipeline.on(CASES) if one.key == story.request_id.encode()
    ]
    return bool(bodies) and Case.read(bodies[-1]).state is State.IN_PROGRESS


def test_the_commands_of_the_page_print_what_it_says(day: Day) -> None:
    for page, printed_now in day.said:
        assert printed_now == page


def test_its_topics_are_not_there_before_the_version_that_names_it(day: Day) -> None:
    first = min(record.timestamp for record in day.pipeline.on("agency.bpbd.events.v1"))
    current = [one for one in day.said[0][1].splitlines() if one.startswith("VERSION is published")]
    assert len(current) == 1
    facts = day.pipeline.events(REQUESTS, RequestReceived)
    named = {fact.catalogue for fact in facts if fact.origin.logged_ms >= first}
    assert {version.partition("-")[0] for version in named} == {"v2"}


def test_nothing_outside_its_folder_was_changed(day: Day) -> None:
    assert digests(day.pack, but="bpbd") == day.before


def test_its_first_event_is_read_under_the_version_that_names_it(day: Day) -> None:
    facts = day.pipeline.events(REQUESTS, RequestReceived)
    mine = {fact.reference: fact.catalogue for fact in facts if fact.origin.agency == "bpbd"}
    assert set(mine) == {FIRST.reference, SECOND.reference}
    assert {version.partition("-")[0] for version in mine.values()} == {"v2"}


def test_its_request_is_routed_to_it_by_its_own_rule_and_worked_to_the_end(day: Day) -> None:
    bodies = [one.value for one in day.of(CASES) if one.key == FIRST.request_id.encode()]
    case = Case.read(bodies[-1] or b"")
    assert (case.agency, case.state, case.native) == ("bpbd", State.RESOLVED, "SELESAI")
    moves = day.pipeline.events(STATUS, StatusChanged)
    mine = [move.state for move in moves if move.request_id == FIRST.request_id]
    assert mine == [
        *(State.RECEIVED, State.VERIFIED, State.ROUTED, State.ACKNOWLEDGED, State.IN_PROGRESS),
        State.RESOLVED,
    ]


def test_it_is_answered_in_its_inbox_and_in_nobody_elses(day: Day) -> None:
    answered = {one.reference: one for one in day.pipeline.inbox("bpbd", Accepted)}
    assert set(answered) == {FIRST.reference, SECOND.reference}
    given = {one.request_id for one in day.pipeline.inbox("bpbd", Assign)}
    assert given == {FIRST.request_id, SECOND.request_id}
    others = [agency.code for agency in day.pipeline.catalogue.agencies if agency.code != "bpbd"]
    assert [record for code in others for record in day.of(inbox_topic(code))] == []


def test_the_rest_of_the_bus_holds_its_requests_where_they_belong_and_nothing_else(
    day: Day,
) -> None:
    named = {STATUS, SLA, CASES, REQUESTS, inbox_topic("bpbd"), "agency.bpbd.events.v1"}
    keys = {story.request_id.encode() for story in (FIRST, SECOND)}
    everywhere = {one.topic for one in day.pipeline.tail.records if one.key in keys}
    assert everywhere <= named
    told = day.pipeline.on(inbox_topic("bpbd"))
    assert {orjson.loads(one.value or b"")["request_id"].encode() for one in told} == keys
    assert day.pipeline.inbox("bpbd", Rejected) == []
    asides = [orjson.loads(one.value or b"") for one in day.pipeline.on(QUARANTINE)]
    assert [one for one in asides if one["agency"] == "bpbd"] == []


def test_nothing_was_lost_of_anybody_and_the_ledger_is_clean(day: Day) -> None:
    assert day.report.holds
    assert day.report.agencies["bpbd"].requests == 2
    published = day.pipeline.on("agency.bpbd.events.v1")
    assert [header(one, "ce_source") for one in published] == [b"/kota-serang/bpbd"] * 4
