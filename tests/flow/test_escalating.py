"""Requests nobody hurries for, from the agency to its inbox: who is called upon and when."""

import asyncio
from pathlib import Path

import orjson

from contracts.catalogue import Metric
from contracts.ids import case_event_id
from contracts.inbox import Ask, Asked, Escalate, Remind
from contracts.sla import ClockEscalated
from contracts.topics import SLA, inbox_topic
from tests.builders.calendars import at
from tests.flow.city import City
from tests.flow.commands import Run, report, send, submission
from tests.flow.line import carry
from tests.flow.memory_bus import MemoryBus
from tests.flow.test_stories import LIGHT, a_dark_street_light

R = Metric.RESOLUTION
ROLES = [
    *(("1", "section-head"), ("2", "division-head")),
    *(("3", "head-of-agency"), ("4", "city-secretary")),
]


async def levels(city: City) -> list[tuple[str, str, object]]:
    told = await city.told(SLA, ClockEscalated)
    return [(one.level, one.role, one.occurred_at) for one in told if one.metric is R]


async def test_a_street_light_nobody_takes_up_goes_all_the_way_up() -> None:
    city = await a_dark_street_light()
    await city.wait_until("2026-04-20 00:00")
    found = await levels(city)
    assert [(level, role) for level, role, _ in found] == ROLES
    assert found[1][2] == at("2026-04-09 16:00")
    inbox = await city.told(inbox_topic("dishub"), Escalate)
    assert [one.level for one in inbox if one.metric is R] == ["1", "2", "3", "4"]
    (second,) = [one for one in inbox if one.metric is R and one.level == "2"]
    assert (second.reached_at, second.sent_at) == (at("2026-04-09 16:00"), at("2026-04-10 07:30"))
    assert (await city.ledger()).problems == ()


async def test_a_worker_down_over_all_levels_says_each_once_in_order_and_at_its_time() -> None:
    on_time, late = await a_dark_street_light(), await a_dark_street_light()
    for day in range(7, 20):
        await on_time.wait_until(f"2026-04-{day:02} 00:00")
    await late.wait_until("2026-04-19 00:00")
    assert await levels(late) == await levels(on_time)
    sent = [
        [(one.level, one.metric, one.sent_at) for one in await city.told(topic, Escalate)]
        for city in (on_time, late)
        for topic in (inbox_topic("dishub"),)
    ]
    assert sent[0] == sent[1]
    assert (await late.ledger()).problems == ()


async def test_dlh_is_asked_for_what_dishub_waits_for_and_its_answer_is_matched() -> None:
    city = await a_dark_street_light()
    await city.hear("dishub", "status", "2026-04-06 14:00", status="SURVEI", request_id=LIGHT)
    await city.hear("dishub", "status", "2026-04-06 15:00", status="PERLU_DATA", request_id=LIGHT)
    (question,) = await city.told(inbox_topic("dlh"), Ask)
    assert (question.asks, question.reference) == (Asked.INFORMATION, "DLH-TAMAN-12")
    message = case_event_id(LIGHT, inbox_topic("dlh"), question.seq)
    answer = {"text": "Tiang 12.", "in_reply_to": message, "reference": question.reference}
    await city.hear("dlh", "replied", "2026-04-07 09:00", **answer)
    (go_on,) = await city.told(inbox_topic("dishub"), Ask)
    assert go_on.asks is Asked.GO_ON
    assert "SELESAI" in {one.native for one in go_on.may_report}
    assert (await city.ledger()).problems == ()


async def test_an_agency_is_reminded_at_half_of_its_time() -> None:
    city = await a_dark_street_light()
    await city.wait_until("2026-04-09 00:00")
    reminded = await city.told(inbox_topic("dishub"), Remind)
    assert 0.5 in {one.fraction for one in reminded if one.metric is R}


def test_what_a_report_answers_is_told_by_trace_and_shown_with_its_case(
    bus: MemoryBus, run: Run, tmp_path: Path
) -> None:
    send(run, tmp_path, [submission()])
    asyncio.run(carry(bus))
    (listed,) = orjson.loads(run("case", "list", "--json").stdout)
    message = case_event_id(listed["request_id"], inbox_topic("dlh"), 1)
    send(run, tmp_path, [report("TERJADWAL", in_reply_to=message)])
    asyncio.run(carry(bus))
    story = run("trace", listed["ticket"]).stdout
    assert "melaporkan TERJADWAL, menjawab penugasan." in story
    shown = run("case", "show", listed["ticket"]).stdout
    assert "DLH menjawab pesan nomor 1 di kotak masuknya" in shown
