"""What the demo shows and says at its end, from records alone."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from contracts.cases import Class
from contracts.catalogue import Catalogue, Metric, Priority
from contracts.events import Event
from contracts.lifecycle import State
from contracts.records import StoredRecord
from contracts.sla import ClockBreached
from contracts.status import Cause, StatusChanged
from contracts.topics import SLA, STATUS
from deploy.local.demo.board import Board, Row
from deploy.local.demo.result import Played, result, settled
from deploy.local.demo.screen import PlainScreen
from deploy.local.demo.sentences import moment, skipped, standing, tell
from deploy.local.demo.view import Now
from services.catalogue.pack import read_pack
from services.ledger.report import AgencyCounts, Latency, Report
from tests.builders.calendars import at

RECEIVED = at("2026-03-12 08:00")
BULKY = "KS-7F3K-9QMW-2B4X Pengangkutan sampah berukuran besar"
DUE = at("2026-03-17 15:00")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_pack(Path(__file__).parents[2] / "deploy/cities/kota-serang")


def _cause(fact: str) -> Cause:
    return Cause(fact_id=fact, topic="agency.dlh.events.v1", partition=0, offset=0, logged_ms=1_000)


def _changed(state: State, when: datetime, *, fact: str = "f1", **change: object) -> StatusChanged:
    fields = {
        "request_id": "0b4b3c4e-6d0f-5a53-9a52-3d1d5f0e7c11",
        "seq": 1,
        "ticket": "KS-7F3K-9QMW-2B4X",
        "service": "dlh.bulky-waste",
        "occurred_at": when,
        "received_at": RECEIVED,
        "recorded_at": when,
        "cause": _cause(fact),
        "state": state,
        "agency": "dlh",
        **change,
    }
    return StatusChanged.model_validate(fields)


def _breached(when: datetime) -> ClockBreached:
    told = _changed(State.ROUTED, when, fact="clock").model_dump(include=_SHARED)
    return ClockBreached(
        **told,
        metric=Metric.RESOLUTION,
        term="promise",
        policy="DLH-ANGKUT-3",
        priority=Priority.P4,
        agency="dlh",
        due=DUE,
    )


_SHARED = {
    *("request_id", "seq", "ticket", "service", "cycle"),
    *("occurred_at", "received_at", "recorded_at", "cause"),
}


def _record(topic: str, event: Event) -> StoredRecord:
    return StoredRecord(
        topic, 0, 0, 1_050, b"k", event.to_bytes(), (("ce_type", event.TYPE.encode()),)
    )


def _board(*events: StatusChanged | ClockBreached) -> Board:
    board = Board.of(["dlh"])
    for event in events:
        board.apply(_record(STATUS if isinstance(event, StatusChanged) else SLA, event))
    return board


def test_a_resolved_request_is_open_until_it_is_closed() -> None:
    received, resolved = (
        _changed(State.RECEIVED, RECEIVED),
        _changed(State.RESOLVED, DUE, fact="f2"),
    )
    assert _board(received, resolved).rows == {"dlh": Row(accepted=1, open=1, resolved=1)}
    closed = _changed(State.CLOSED, DUE, fact="f3", seq=3)
    assert _board(received, resolved, closed).rows == {"dlh": Row(accepted=1, resolved=1)}


def test_a_request_that_is_late_twice_is_counted_once() -> None:
    board = _board(_changed(State.RECEIVED, RECEIVED), _breached(DUE), _breached(DUE))
    assert board.rows == {"dlh": Row(accepted=1, open=1, late=1)}


def test_a_request_that_has_ended_is_forgotten() -> None:
    ended = _changed(State.WITHDRAWN, DUE, fact="f2", seq=2)
    board = _board(_changed(State.RECEIVED, RECEIVED), _breached(DUE), ended)
    assert (board.requests, len(board.dues)) == ({}, 0)
    assert board.rows == {"dlh": Row(accepted=1, late=1)}


def test_a_request_opened_again_is_neither_new_nor_resolved_anew() -> None:
    board = _board(
        _changed(State.RECEIVED, RECEIVED),
        _changed(State.RESOLVED, DUE, fact="f2", seq=2),
        _changed(State.CLOSED, DUE, fact="f3", seq=3),
        _changed(State.ROUTED, DUE, fact="f4", seq=4, cycle=2),
        _changed(State.RESOLVED, DUE, fact="f5", seq=5, cycle=2),
    )
    assert board.rows == {"dlh": Row(accepted=1, open=1, resolved=1)}


def test_of_what_one_report_changed_only_the_last_is_news() -> None:
    board = _board(
        _changed(State.RECEIVED, RECEIVED),
        _changed(State.ACKNOWLEDGED, DUE, fact="f2", implied=True),
        _changed(State.SCHEDULED, DUE, fact="f2"),
    )
    assert [news.state for news in board.news] == [State.RECEIVED, State.SCHEDULED]
    assert board.told == 2


def test_a_change_is_told_in_one_indonesian_sentence(catalogue: Catalogue) -> None:
    board = _board(
        _changed(State.SCHEDULED, at("2026-03-16 09:12")),
        _breached(DUE),
        _changed(State.RESOLVED, DUE + timedelta(hours=1), fact="f2"),
    )
    assert [tell(news, board, catalogue) for news in board.news] == [
        f"Sen 16 Mar 2026 09.12 - {BULKY}: Dijadwalkan oleh DLH, terlambat sejak Sel 17 Mar 15.00",
        f"Sel 17 Mar 2026 15.00 - {BULKY}: Terlambat, DLH belum menyelesaikannya",
        f"Sel 17 Mar 2026 16.00 - {BULKY}: Selesai ditindaklanjuti oleh DLH",
    ]


def test_the_screen_names_the_holidays_that_were_skipped(catalogue: Catalogue) -> None:
    calendar = catalogue.calendars[0]
    assert list(skipped(calendar, date(2026, 3, 12), date(2026, 3, 24))) == [
        "18\N{EN DASH}19 Mar Hari Suci Nyepi 1948 Saka",
        "20\N{EN DASH}24 Mar Idul Fitri 1447 H",
    ]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 17), "hari kerja"),
        (date(2026, 3, 14), "akhir pekan"),
        (date(2026, 3, 18), "libur: cuti bersama Hari Suci Nyepi 1948 Saka"),
        (date(2026, 3, 19), "libur: Hari Suci Nyepi 1948 Saka"),
    ],
)
def test_the_screen_says_whether_the_offices_work(
    catalogue: Catalogue, day: date, said: str
) -> None:
    assert standing(catalogue.working_time[catalogue.calendars[0].id], day) == said


def test_a_moment_of_the_city_is_written_as_people_write_it() -> None:
    assert moment(at("2026-03-16 09:12")) == "Sen 16 Mar 2026 09.12"


def test_plain_lines_name_the_day_the_changes_and_the_sums(catalogue: Catalogue) -> None:
    console = Console(record=True, width=200, file=None, quiet=False, force_terminal=False)
    with console.capture() as shown, PlainScreen(console, catalogue) as screen:
        screen.show(_board(_changed(State.SCHEDULED, at("2026-03-16 09:12"))), Now(RECEIVED, 0))
    assert shown.get().splitlines() == [
        "Kam 12 Mar 2026: hari kerja",
        f"  Sen 16 Mar 2026 09.12 - {BULKY}: Dijadwalkan oleh DLH",
        "DLH: 1 diterima, 1 terbuka, 0 selesai, 0 terlambat, 0 karantina",
    ]


def _report(**change: object) -> Report:
    fields = {
        "records": 10,
        "classes": {
            Class.APPLIED: 4,
            Class.DUPLICATE: 1,
            Class.LATE: 1,
            Class.REFUSED: 1,
            Class.REJECTED: 2,
            Class.WAITING: 0,
            Class.HELD: 1,
        },
        "unaccounted": 0,
        "quarantined": {"invalid": 1, "surprise": 1},
        "facts": 8,
        "copies": 0,
        "requests": {"dlh": 2},
        "status": {"received": 2},
        "sla": {"started": 4},
        "latency": Latency(measured=2, p50_ms=20, p99_ms=50),
        "agencies": {"dlh": AgencyCounts(classes={}, requests=2, open=1, resolved=1)},
        "problem_count": 0,
        "problems": (),
        **change,
    }
    return Report.model_validate(fields)


def test_a_demo_s_figures_add_up_to_what_was_sent() -> None:
    found = result(_report(), Played(10))
    assert (found.held, found.quarantined, found.unaccounted) == (
        1,
        {"invalid": 1, "surprise": 1},
        0,
    )
    assert found.holds


def test_a_record_nobody_accounts_for_fails_the_demo() -> None:
    found = result(_report(), Played(11))
    assert (found.unaccounted, found.holds) == (1, False)


def test_a_ledger_with_problems_fails_the_demo() -> None:
    assert not result(_report(problem_count=1), Played(10)).holds


def test_a_demo_waits_until_nothing_waits() -> None:
    waiting = {**_report().classes, Class.WAITING: 1, Class.APPLIED: 3}
    assert settled(_report(), sent=10)
    assert not settled(_report(), sent=12)
    assert not settled(_report(classes=waiting), sent=10)
