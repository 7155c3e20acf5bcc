"""What events of a clock add to a month: each result once, in the month it was so or known."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from contracts.calendar import TermUnit
from contracts.metrics import RESULTS, SPENT, USED, WITHDRAWN, Metric, Sample
from contracts.sla import (
    ClockBreached,
    ClockCancelled,
    ClockEscalated,
    ClockEvent,
    ClockExtended,
    ClockMet,
    ClockPaused,
    ClockRecomputed,
    ClockResumed,
    ClockStarted,
    ClockStopped,
)
from deploy.report.lateness import Lateness
from deploy.report.lines import Sums, merged
from deploy.report.month import Books, Month
from deploy.report.promises import Promises
from tests.builders.calendars import at
from tests.builders.catalogue import a_catalogue

CITY = a_catalogue()
ZONE = CITY.city.zone
MARCH, APRIL, MAY = Month(2026, 3), Month(2026, 4), Month(2026, 5)
BOOKS = Books(ZONE, timedelta(hours=72))
DUE = "2026-03-30 16:00"
OFFICE = CITY.calendars[0]


class Told:
    """One clock of a request, as its events come; what they add, by month."""

    def __init__(self) -> None:
        self.promises = Promises(lambda _: "Kebersihan", self._calendar, MARCH.begin(ZONE))
        self.late = Lateness(MARCH.end(ZONE))
        self._sums = {month: Sums(month, BOOKS) for month in (MARCH, APRIL, MAY)}

    def _calendar(self, name: str, _version: int) -> Any:  # noqa: ANN401 -- a calendar
        return CITY.working_time[name]

    def say(self, kind: type[ClockEvent], when: str, known: str | None = None, **more: Any) -> None:
        """One event, known a minute later unless told otherwise."""
        body = {
            "request_id": "one",
            "metric": "resolution",
            "policy": "THREE-DAYS",
            "cycle": 1,
            "service": "dlh.bulky-waste",
            "agency": "dlh",
            "occurred_at": at(when).isoformat(),
            "due": at(DUE).isoformat(),
        }
        self.late.take(kind.TYPE, body | more)
        heard = at(known or when)
        for line in self.promises.take(kind.TYPE, body | more, heard):
            for sums in self._sums.values():
                sums.add(line)

    def begin(self, unit: TermUnit = TermUnit.WORKING_DAYS) -> None:
        """It starts."""
        explained = {"calendar_id": OFFICE.id, "calendar_version": OFFICE.version}
        self.say(ClockStarted, "2026-03-25 09:00", unit=unit.value, explanation=explained)

    def results(self, metric: Metric, month: Month = MARCH) -> dict[str, float]:
        """How many of each result, or whatever its last label is."""
        tally, found = merged(list(self._sums[month].tallies.values())), Counter[str]()
        for (of, labels), count in tally.counts.items():
            if of is metric:
                found[labels[-1]] += int(count)
        return dict(found)

    def lengths(self, month: Month = MARCH) -> dict[Sample, list[float]]:
        """How long it took."""
        return merged(list(self._sums[month].tallies.values())).lengths


def told() -> Told:
    clock = Told()
    clock.begin()
    return clock


def test_a_promise_kept_after_an_extension_is_called_extended() -> None:
    clock = told()
    clock.say(ClockExtended, "2026-03-26 09:00")
    clock.say(ClockMet, "2026-03-27 09:00", used_seconds=900)
    assert clock.results(RESULTS) == {"extended": 1}


def test_a_broken_promise_counts_at_its_due_instant_however_late_it_was_kept() -> None:
    clock = told()
    clock.say(ClockBreached, DUE)
    clock.say(ClockStopped, "2026-04-20 09:00", used_seconds=99_000)
    assert clock.results(RESULTS) == {"breached": 1}
    assert clock.results(RESULTS, APRIL) == {}
    assert list(clock.lengths(APRIL).values()) == [[99_000]]


def test_a_promise_that_had_been_broken_is_not_exempt_when_it_ends() -> None:
    clock = told()
    clock.say(ClockBreached, DUE)
    clock.say(ClockCancelled, "2026-03-31 09:00")
    assert clock.results(RESULTS) == {"breached": 1}


def test_one_that_ends_before_is_due_is_exempt() -> None:
    clock = told()
    clock.say(ClockCancelled, "2026-03-27 09:00")
    assert clock.results(RESULTS) == {"exempt": 1}


def taken_back(clock: Told, when: str) -> None:
    """The work is sent back."""
    how = {"state": "running", "previous_state": "met", "because": "sent-back"}
    clock.say(ClockRecomputed, when, **how)


def test_a_result_taken_back_while_its_month_s_books_are_open_counts_in_neither() -> None:
    clock = told()
    clock.say(ClockMet, "2026-03-30 09:00", used_seconds=900)
    taken_back(clock, "2026-04-02 09:00")
    clock.say(ClockMet, "2026-04-06 09:00", used_seconds=1_800)
    assert (clock.results(RESULTS), clock.results(WITHDRAWN)) == ({"met": 1}, {"met": 1})
    assert (clock.results(RESULTS, APRIL), clock.results(WITHDRAWN, APRIL)) == ({"met": 1}, {})


def test_one_taken_back_after_they_closed_is_taken_from_the_month_it_became_known_in() -> None:
    clock = told()
    clock.say(ClockMet, "2026-03-30 09:00", used_seconds=900)
    taken_back(clock, "2026-04-20 09:00")
    clock.say(ClockMet, "2026-05-06 09:00", used_seconds=1_800)
    assert (clock.results(RESULTS), clock.results(WITHDRAWN)) == ({"met": 1}, {})
    assert (clock.results(RESULTS, APRIL), clock.results(WITHDRAWN, APRIL)) == ({}, {"met": 1})
    assert clock.results(RESULTS, MAY) == {"met": 1}


def test_news_of_march_that_came_in_april_takes_the_breach_out_of_march() -> None:
    clock = told()
    clock.say(ClockBreached, DUE)
    assert clock.late.late["one"]
    how = {"state": "running", "previous_state": "breached", "because": "told-late"}
    clock.say(ClockRecomputed, "2026-04-02 09:00", **how)
    clock.say(ClockMet, "2026-03-30 11:00", "2026-04-02 09:00", used_seconds=900)
    assert clock.results(RESULTS) == {"breached": 1, "met": 1}
    assert clock.results(WITHDRAWN) == {"breached": 1}
    assert clock.late.late == {}


def test_what_is_late_when_the_month_ends_is_late_though_it_was_done_in_april() -> None:
    clock = told()
    clock.say(ClockBreached, DUE)
    clock.say(ClockEscalated, "2026-03-31 09:00", level="2")
    clock.say(ClockStopped, "2026-04-01 09:00", used_seconds=900)
    ((late,),) = [tuple(one.values()) for one in clock.late.late.values()]
    assert (late.due, late.level) == (at(DUE), "2")


def test_time_paused_is_counted_in_the_term_s_own_time() -> None:
    """From Thursday at three to Friday at nine: the hour until four, and the first of Friday."""
    clock = told()
    clock.say(ClockPaused, "2026-03-26 15:00", reason="needs_information")
    clock.say(ClockResumed, "2026-03-27 09:00", paused_at=at("2026-03-26 15:00").isoformat())
    clock.say(ClockMet, "2026-03-30 09:00", used_seconds=900)
    office = CITY.working_time[OFFICE.id]
    paused = office.working_seconds(at("2026-03-26 15:00"), at("2026-03-27 09:00"))
    assert clock.results(SPENT) == {"running": 900, "paused": paused}


def test_a_term_that_runs_day_and_night_is_told_apart() -> None:
    clock = Told()
    clock.begin(TermUnit.ELAPSED_HOURS)
    clock.say(ClockMet, "2026-03-26 09:00", used_seconds=86_400)
    assert {sample[1][-1] for sample in clock.lengths() if sample[0] is USED} == {"elapsed"}


def test_a_clock_that_ended_long_before_the_month_is_forgotten() -> None:
    clock = Told()
    long_ago = datetime(2026, 1, 5, 9, tzinfo=ZONE)
    clock.say(ClockMet, f"{long_ago:%Y-%m-%d %H:%M}", used_seconds=900)
    assert clock.promises.courses == {}
