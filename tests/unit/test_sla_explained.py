"""A clock told day by day: the days that count are as many as the term says, pauses left out."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calendar import TermUnit
from contracts.catalogue import Metric
from contracts.lifecycle import State
from deploy.sla.explained import ClockExplained, Counts, explained
from deploy.sla.simulated import Pause, Plan, Simulated, simulate
from tests.builders.calendars import at
from tests.builders.packs import city_catalogue

CITY = city_catalogue()
LICENCE = CITY.service["dpmptsp.practice-licence"]
ASKED = ("needs_information", "berkas_tidak_lengkap")
HOUR = 3600


def played(
    received: str, *pauses: tuple[str, str | None], service: str = LICENCE.code
) -> Simulated:
    offered = CITY.service[service]
    waits = tuple(
        Pause(at(since), at(until) if until else None, State(ASKED[0]), ASKED[1])
        for since, until in pauses
    )
    return simulate(CITY, Plan(offered, at(received), offered.priority(), waits))


def resolution(found: Simulated) -> ClockExplained:
    clocks = explained(found.case, lambda _: CITY)
    return next(one for one in clocks if one.metric is Metric.RESOLUTION)


def test_five_working_days_over_idul_fitri_are_told_one_by_one_with_their_decree() -> None:
    clock = resolution(played("2026-03-16 09:00"))
    assert [one.number for one in clock.days if one.counts is Counts.COUNTED] == [1, 2, 3, 4, 5]
    assert clock.days[0].counts is Counts.RECEIVED
    skipped = [one for one in clock.days if one.counts is Counts.SKIPPED]
    assert str(skipped[0].day.date) == "2026-03-18"
    assert skipped[0].day.off is not None
    assert skipped[0].day.off.reason == "Hari Suci Nyepi 1948 Saka, cuti bersama, SKB 2026"
    assert "Nomor 1497 Tahun 2025" in (skipped[0].decree or "")
    assert (clock.explanation.calendar_id, clock.explanation.calendar_version) == (
        "ID-SERANG-OFFICE",
        1,
    )


def test_paused_days_do_not_count_and_the_sentences_say_so() -> None:
    clock = resolution(played("2026-03-16 09:00", ("2026-03-17 10:30", "2026-03-26 09:00")))
    paused = [str(one.day.date) for one in clock.days if one.counts is Counts.PAUSED]
    assert paused == ["2026-03-17", "2026-03-25"]
    assert clock.explanation.due == at("2026-04-01 16:00")
    assert clock.days[-1].number == clock.value
    assert clock.sentences.id.count(".") == clock.sentences.id.count("pukul") + 1
    assert "; tidak dihitung: Menunggu kelengkapan pelapor, Selasa, 17 Maret" in clock.sentences.id
    assert "; not counted: Waiting for the reporter, from Tuesday, 17 March" in clock.sentences.en


def test_a_pause_that_lasts_is_told_to_the_day_it_began() -> None:
    clock = resolution(played("2026-03-16 09:00", ("2026-03-25 10:00", None)))
    assert str(clock.days[-1].day.date) == "2026-03-25"
    assert clock.pauses[0].until is None
    assert "sampai sekarang" in clock.sentences.id


def test_a_term_in_elapsed_hours_skips_no_day_and_uses_each_by_the_clock() -> None:
    clock = resolution(played("2026-03-18 20:00", service="diskominfo.data-consent"))
    assert clock.unit == TermUnit.ELAPSED_HOURS
    assert [one.counts for one in clock.days] == [Counts.COUNTED] * 4
    assert [one.used_seconds // HOUR for one in clock.days] == [4, 24, 24, 20]


moments = st.integers(0, 200).map(lambda hours: at("2026-03-09 07:00") + timedelta(hours=hours))
lengths = st.integers(1, 400).map(lambda hours: timedelta(hours=hours))


@settings(max_examples=150, deadline=None)
@given(moments, st.lists(st.tuples(st.integers(1, 100), lengths), max_size=3))
def test_the_last_day_told_is_the_last_of_the_term_whatever_was_paused(
    received: datetime, gaps: list[tuple[int, timedelta]]
) -> None:
    now, pauses = received, list[Pause]()
    for wait, length in gaps:
        since = now + timedelta(hours=wait)
        now = since + length
        pauses.append(Pause(since, now, State(ASKED[0]), ASKED[1]))
    found = simulate(CITY, Plan(LICENCE, received, LICENCE.priority(), tuple(pauses)))
    clock = resolution(found)
    assert max(one.number or 0 for one in clock.days) == clock.value
    # a pause that begins as the last day ends moves the due date into the night behind it
    ends = clock.explanation.due - timedelta.resolution
    assert clock.days[-1].day.date == ends.date()
