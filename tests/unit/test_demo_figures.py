"""What the demo counts on the way: its pace, clocks due next, how memory ran; and what it shows."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from contracts.catalogue import Metric, Priority
from contracts.lifecycle import State
from contracts.records import StoredRecord
from contracts.sla import (
    ClockBreached,
    ClockEvent,
    ClockMet,
    ClockPaused,
    ClockRecomputed,
    ClockWarned,
)
from contracts.status import Cause, StatusChanged
from contracts.topics import SLA, STATUS, events_topic
from deploy.local.demo.board import Board
from deploy.local.demo.course import Courses, Samples
from deploy.local.demo.dues import Dues
from deploy.local.demo.pace import Pace
from deploy.local.demo.record import RecordingScreen
from deploy.local.demo.result import Result
from deploy.local.demo.screen import PlainScreen
from deploy.local.demo.summary import summary
from deploy.local.demo.view import Now, Size, View
from tests.builders.calendars import at
from tests.builders.packs import city_catalogue

NOON = at("2026-03-12 12:00")
REAL_MS = 1_800_000_000_000
SIZES = [(80, 24), (120, 40), (200, 60), (60, 16)]


def _shared(number: int) -> dict[str, object]:
    return {
        "request_id": f"0b4b3c4e-6d0f-5a53-9a52-{number:012d}",
        "seq": 1,
        "ticket": "KS-7F3K-9QMW-2B4X",
        "service": "dlh.bulky-waste",
        "occurred_at": NOON,
        "received_at": NOON,
        "recorded_at": NOON,
        "cause": Cause(
            fact_id=f"f{number}",
            topic=events_topic("dlh"),
            partition=0,
            offset=number,
            logged_ms=REAL_MS,
        ),
    }


def _clock(kind: type[ClockEvent], number: int, **change: object) -> ClockEvent:
    fields = {
        **_shared(number),
        "metric": Metric.RESOLUTION,
        "term": "promise",
        "policy": "DLH-ANGKUT-3",
        "priority": Priority.P4,
        "agency": "dlh",
        "due": NOON + timedelta(hours=number),
        **change,
    }
    return kind.model_validate(fields)


def _warned(number: int) -> ClockEvent:
    return _clock(ClockWarned, number, fraction=0.5)


def _board(requests: int) -> Board:
    """So many requests of DLH, each with a clock."""
    board = Board.of([agency.code for agency in city_catalogue().agencies])
    for number in range(requests):
        changed = StatusChanged.model_validate(
            {**_shared(number), "state": State.ROUTED, "agency": "dlh"}
        )
        for topic, event in ((STATUS, changed), (SLA, _warned(number))):
            headers = (("ce_type", event.TYPE.encode()),)
            board.apply(
                StoredRecord(topic, 0, number, REAL_MS + 40, b"k", event.to_bytes(), headers)
            )
    return board


def test_the_pace_is_that_of_the_last_seconds() -> None:
    pace = Pace()
    for second in range(100):
        pace.take(REAL_MS + second * 1000, second)
    assert pace.a_second(REAL_MS + 99_000) == 1
    assert pace.percentile(50, REAL_MS + 99_000) == 93
    assert pace.a_second(REAL_MS + 200_000) == 0
    assert pace.percentile(50, REAL_MS + 200_000) is None


def test_the_clocks_due_next_come_first_and_those_that_passed_not_at_all() -> None:
    dues = Dues()
    for number in (3, 1, 2):
        dues.apply(_warned(number))
    found = dues.next(NOON + timedelta(minutes=90), 5)
    assert [event.due.hour for event in found] == [14, 15]


@pytest.mark.parametrize(
    "event", [_clock(ClockPaused, 1, reason="r"), _clock(ClockMet, 1, used_seconds=5)]
)
def test_a_clock_that_stands_or_has_ended_is_not_due(event: ClockEvent) -> None:
    dues = Dues()
    dues.apply(_warned(1))
    dues.apply(event)
    assert dues.next(NOON, 5) == []
    assert len(dues) == isinstance(event, ClockPaused)


def test_a_breach_is_told_once_and_stays_with_the_clock() -> None:
    dues = Dues()
    breached = _clock(ClockBreached, 1)
    assert (dues.apply(breached), dues.apply(breached)) == (True, False)
    promise = dues.resolution(breached.request_id)
    assert promise is not None
    assert (promise.breached, promise.runs) == (True, False)


def test_a_clock_whose_result_is_withdrawn_is_due_again() -> None:
    dues = Dues()
    dues.apply(_clock(ClockMet, 1, used_seconds=5))
    again = _clock(
        ClockRecomputed, 1, state="running", previous_state="met", previous_due=NOON, because="r"
    )
    dues.apply(again)
    assert dues.next(NOON, 5) == [again]


def test_a_course_says_where_it_was_where_it_ended_and_how_it_grew() -> None:
    samples = Samples()
    for second in range(101):
        samples.take(second, 50 + min(second, 40) / 2 + (second - 40 if second > 40 else 0))
    course = samples.course()
    assert course is not None
    assert (course.at_tenth, course.at_end, course.most) == (55, 130, 130)
    assert course.an_hour == pytest.approx(3600, rel=0.01)


def test_too_few_samples_make_no_course() -> None:
    courses = Courses()
    courses.take(1.0, {"demo": 1.0})
    assert courses.told() == {}


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_screen_fits(width: int, height: int) -> None:
    out = StringIO()
    console = Console(file=out, width=width, height=height, force_terminal=False)
    board, now = _board(40), Now(NOON, REAL_MS + 50)
    view = View(board, city_catalogue(), NOON.date(), now, "Ctrl-C mengakhiri semuanya.")
    console.print(view.picture(Size(width, height)))
    lines = out.getvalue().splitlines()
    assert len(lines) <= height
    assert max(map(len, lines)) <= width
    assert "Kam 12 Mar 2026 12.00" in lines[0]
    assert "jawaban p50 40 ms" in lines[1] or width < 80
    assert any(line.startswith("Kam 12 Mar 12.00  DLH penyelesaian: ") for line in lines)
    assert lines[-1] == "Ctrl-C mengakhiri semuanya."


def _result() -> Result:
    codes = [agency.code for agency in city_catalogue().agencies]
    reasons = [f"reason-number-{n}" for n in range(17)]
    return Result(
        sent=120_000,
        applied=110_000,
        duplicates=1_000,
        late=2_000,
        refused=1_000,
        quarantined=dict.fromkeys(reasons, 300),
        waiting=0,
        held=0,
        unaccounted=0,
        requests=dict.fromkeys(codes, 2_000),
        resolved=dict.fromkeys(codes, 1_900),
        open=dict.fromkeys(codes, 150),
        status_events={"received": 20_000},
        sla_events={"started": 60_000, "met": 50_000, "breached": 4_000},
        p50_ms=20,
        p99_ms=140,
        problems=0,
        kills=0,
        seed=1,
        seconds=3_600.0,
        rss_mb={},
        under_way={},
    )


def test_the_summary_fits_one_screen() -> None:
    out = StringIO()
    Console(file=out, width=80, force_terminal=False).print(summary(_result()))
    lines = out.getvalue().splitlines()
    assert len(lines) <= 24
    assert lines[-1] == "Setiap peristiwa tercatat tepat sekali."
    assert any("120.000 = 110.000 diterapkan" in line for line in lines)
    assert "\x1b" not in out.getvalue()


def test_the_summary_says_what_is_missing() -> None:
    out = StringIO()
    lost = _result().model_copy(update={"unaccounted": 3})
    Console(file=out, width=80, force_terminal=False).print(summary(lost))
    assert "3 peristiwa tidak tercatat, 0 masalah" in out.getvalue()


def test_a_recording_moves_and_asks_nobody_for_anything(tmp_path: Path) -> None:
    console = Console(file=StringIO(), force_terminal=False)
    inner = PlainScreen(console, city_catalogue())
    file = tmp_path / "demo.svg"
    board = _board(5)
    with RecordingScreen(inner, city_catalogue(), "a footer", file) as screen:
        for n in range(66):
            screen.show(board, Now(NOON + timedelta(minutes=n), REAL_MS))
    screen.close(summary(_result()))
    text = file.read_text(encoding="utf-8")
    ET.fromstring(text)  # noqa: S314 - our own
    assert text.count('<g class="f"') == 16
    assert text.count('<g class="last"') == 1
    assert "@font-face" not in text
    assert [part for part in text.split("http")[1:] if not part.startswith("://www.w3.org/")] == []
