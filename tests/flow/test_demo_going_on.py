"""A simulated agency that is begun anew says what it had still to say, and nothing twice."""

from collections import Counter
from typing import Any

import pytest

from contracts.catalogue import Priority
from contracts.envelope import encode
from contracts.events import Sentences
from contracts.ids import request_id
from contracts.inbox import Accepted, Assign, Withdraw
from contracts.records import Headers
from contracts.releases import CityClock, ClockSegment
from contracts.topics import events_topic, inbox_topic, topics_for
from deploy.local.demo.agency import SimulatedAgency
from deploy.local.demo.kept import Episode, going_on, standing
from deploy.local.demo.manners import manners
from deploy.local.demo.stage import DAYS_A_MINUTE, speed_of
from services.catalogue.clock import extended
from tests.builders.calendars import at
from tests.builders.packs import city_catalogue
from tests.flow.memory_bus import FakeClock, MemoryBus

Said = tuple[bytes | None, bytes | None, Headers]

SPEED = speed_of(DAYS_A_MINUTE)
BEGIN = at("2026-03-12 07:30")
BEGINS = 1_773_275_400_000
RUNNING = CityClock(
    epoch="demo", demo=True, segments=(ClockSegment(real_ms=BEGINS, city=BEGIN, speed=SPEED),)
)
LONG = 120_000
"""Real milliseconds in which the story of most requests ends: twenty city days."""


REQUEST = "0b4b3c4e-6d0f-5a53-9a52-3d1d5f0e7c11"


class Scene:
    """A bus, its clock, and one agency at a time on it."""

    def __init__(self) -> None:
        self.time = FakeClock(BEGINS)
        self.bus = MemoryBus(self.time)
        self.clock = RUNNING

    async def begin(self, *episodes: Episode) -> SimulatedAgency:
        """DLH's app, begun anew on what stands on its topics."""
        agency = SimulatedAgency("dlh", episodes, self.clock, self.time)
        await agency.recall(self.bus)
        return agency

    async def play(self, agency: SimulatedAgency, milliseconds: int, step: int) -> None:
        """Let real time pass, the agency publishing every step of it."""
        for _ in range(0, milliseconds, step):
            self.time.pass_ms(step)
            await agency.say(self.bus)

    async def told(self, event: Accepted | Assign | Withdraw) -> None:
        """Something in DLH's inbox."""
        place: dict[str, Any] = {
            "topic": inbox_topic("dlh"),
            "key": REQUEST,
            "source": "/kota-serang/simpul",
        }
        await self.bus.write([encode(event, event_id="told", at=BEGIN, **place)])

    async def said(self) -> Counter[Said]:
        """All that is on its topic."""
        found: Counter[Said] = Counter()
        async for records in self.bus.read([events_topic("dlh")]):
            found.update((one.key, one.value, tuple(one.headers)) for one in records)
        return found


async def a_scene() -> Scene:
    scene = Scene()
    await scene.bus.apply(topics_for(["dlh"]))
    return scene


def an_episode(**changed: Any) -> Episode:
    """The first start of a demo, still running."""
    first = Episode(
        BEGINS, BEGIN, None, "1", rate=30.0, speed=SPEED, catalogue=city_catalogue(),
        manners=manners(),
    )  # fmt: skip
    return first._replace(**changed)


def assigned() -> Assign:
    """A request that Dishub took in and DLH is given."""
    return Assign(
        request_id=REQUEST,
        ticket="KS-TEST",
        service="dlh.bulky-waste",
        submitter="dishub",
        priority=Priority.P3,
        rule="sampah-besar-ke-dlh",
    )


@pytest.mark.parametrize("ended_after", [0, 3_000, 17_000, 40_000])
async def test_an_app_that_died_says_what_it_would_have_said(ended_after: int) -> None:
    whole, broken = await a_scene(), await a_scene()
    for scene, pieces in ((whole, [LONG]), (broken, [ended_after, LONG - ended_after])):
        await scene.told(assigned())
        for piece in pieces:
            await scene.play(await scene.begin(an_episode()), piece, step=1_000)
    assert (await broken.said()).total() > 150
    assert await broken.said() == await whole.said()


async def test_how_often_an_app_looks_changes_nothing_it_says() -> None:
    often, seldom = await a_scene(), await a_scene()
    await often.play(await often.begin(an_episode()), LONG, step=100)
    await seldom.play(await seldom.begin(an_episode()), LONG, step=4_000)
    assert await often.said() == await seldom.said()


async def test_stopped_and_started_again_it_says_what_it_would_have_said_without() -> None:
    scene = await a_scene()
    await scene.play(await scene.begin(an_episode()), 10_000, step=500)
    scene.clock = extended(RUNNING, standing(RUNNING, scene.time()))
    stood = scene.clock.segments[-1].city
    scene.time.pass_ms(3_600_000)
    segments = going_on(scene.clock, BEGINS, scene.time() + 5_000, SPEED)
    scene.clock = extended(scene.clock, segments)
    again = an_episode(begins_ms=segments[-1].real_ms, begin=stood, seed="1/2")
    agency = await scene.begin(an_episode(end=stood), again)
    await scene.play(agency, 5_000, step=500)
    quiet = await scene.said()
    await scene.play(agency, LONG, step=500)

    alone = await a_scene()
    unbroken = await alone.begin(an_episode(end=stood), again)
    await alone.play(unbroken, 10_000 + LONG, step=500)
    await alone.play(unbroken, 1, step=1)
    assert agency.sent == (await scene.said()).total() > quiet.total()
    assert await scene.said() == await alone.said()


async def test_what_went_to_others_is_left_alone_after_a_restart_too() -> None:
    scene = await a_scene()
    agency = await scene.begin(an_episode())
    await scene.play(agency, 2_000, step=500)
    references = {(key or b"").decode() for key, _, _ in await scene.said()}
    for reference in sorted(references):
        await scene.told(_elsewhere(reference, "dishub"))
    before = await scene.said()
    await scene.play(await scene.begin(an_episode()), LONG, step=2_000)
    later = [one for one in await scene.said() - before if (one[0] or b"").decode() in references]
    reports = [one for one in later if (b"simpul.status.reported.v1" in dict(one[2]).values())]
    assert reports == []


async def test_an_agency_that_is_told_to_stop_reports_no_more_work() -> None:
    scene = await a_scene()
    await scene.told(assigned())
    await scene.told(_withdrawn())
    await scene.play(await scene.begin(an_episode()), LONG, step=1_000)
    assert [key for key, _, _ in await scene.said() if key == REQUEST.encode()] == []


async def test_whoever_asked_for_what_nobody_has_gives_up_in_time() -> None:
    scene = await a_scene()
    agency = await scene.begin(an_episode())
    await scene.play(agency, 2_000, step=500)
    reference = min((key or b"").decode() for key, _, _ in await scene.said())
    await scene.told(_elsewhere(reference, None))
    for piece in (3_000, LONG):
        await scene.play(await scene.begin(an_episode()), piece, step=1_000)
    told = [one for one in await scene.said() if one[0] == reference.encode()]
    kinds = [dict(headers)["ce_type"] for _, _, headers in told]
    assert kinds.count(b"simpul.request.withdrawn.v1") == 1


async def test_what_has_ended_is_kept_by_no_app() -> None:
    scene = await a_scene()
    agency = await scene.begin(an_episode())
    planned = []
    for _ in range(6):
        await scene.play(agency, LONG, step=1_000)
        planned.append(agency.planned)
    assert max(planned[3:]) < 1.5 * max(planned[:3])
    assert (await scene.said()).total() > 10 * max(planned)


async def test_city_time_that_runs_slower_makes_no_more_records_a_second() -> None:
    fast, slow = await a_scene(), await a_scene()
    await fast.play(await fast.begin(an_episode()), 4 * LONG, step=1_000)
    slow.clock = CityClock(
        epoch="demo",
        demo=True,
        segments=(ClockSegment(real_ms=BEGINS, city=BEGIN, speed=SPEED / 5),),
    )
    await slow.play(await slow.begin(an_episode(speed=SPEED / 5)), 4 * LONG, step=1_000)
    requests = [len({key for key, _, _ in await scene.said()}) for scene in (fast, slow)]
    assert 0.7 < requests[1] / requests[0] < 1.3


def _withdrawn() -> Withdraw:
    return Withdraw(
        request_id=REQUEST,
        ticket="KS-TEST",
        service="dlh.bulky-waste",
        because="operator",
        sentences=Sentences(id="Bukan tugas OPD ini lagi.", en="Not yours any more."),
    )


def _elsewhere(reference: str, agency: str | None) -> Accepted:
    return Accepted(
        request_id=request_id("kota-serang", "dlh", reference),
        ticket="KS-TEST",
        reference=reference,
        service="dlh.bulky-waste",
        agency=agency,
        priority=Priority.P3,
        sentences=Sentences(id="Diterima.", en="Accepted."),
    )
