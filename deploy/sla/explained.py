"""Why a clock is due when it is: in a sentence, and day by day; from the case and its calendar."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from agents.case.ruling import of_clock, term, working_time
from contracts.calendar import CalendarDay, DueDate, TermUnit, WorkingTime, explain, tell_instant
from contracts.cases import Case, Clock, ClockState
from contracts.catalogue import Catalogue, Metric, SlaTerm
from contracts.events import Instant, Sentences, Value
from contracts.lifecycle import TABLE, State
from contracts.reckoning import Stood

Version = Callable[[str], Catalogue]
"""A catalogue version by its name."""

IN_DAYS = frozenset({TermUnit.WORKING_DAYS, TermUnit.CALENDAR_DAYS})
"""Units whose terms are so many days, told by their numbers."""

_DAY = timedelta(days=1)


class Counts(StrEnum):
    """What a day is to a term."""

    RECEIVED = "received"
    """Worked, and before the first day that counts."""
    COUNTED = "counted"
    SKIPPED = "skipped"
    PAUSED = "paused"


class DayTold(Value):
    """One day of a term; `used_seconds` in the term's own time, pauses left out."""

    day: CalendarDay
    counts: Counts
    number: int | None = None
    """Which of the term's days it is; absent where its unit counts none."""
    used_seconds: int
    decree: str | None = None
    """The full title of the decree a day off rests on."""


class PauseTold(Value):
    """From when to when the clock stood still; open where it still does."""

    since: Instant
    until: Instant | None
    why: str
    sentences: Sentences


class ClockExplained(Value):
    """One promise about one request, with every step to its due date."""

    metric: Metric
    policy: str
    kind: str
    legal_basis: str
    value: int
    unit: TermUnit
    cycle: int
    state: ClockState
    explanation: DueDate
    """As the due date stands now, pauses included."""
    ended_at: Instant | None
    paused_seconds: int
    pauses: tuple[PauseTold, ...]
    extended_days: int
    """By how much it was extended in all."""
    sentences: Sentences
    days: tuple[DayTold, ...]
    """From the day of receipt to the due day, or to the pause that still lasts."""


def explained(case: Case, version: Version) -> tuple[ClockExplained, ...]:
    """Every clock of a case whose request is known."""
    if case.request is None:
        return ()
    catalogue, priority = version(case.request.catalogue), case.request.priority
    found = []
    for clock in case.clocks:
        ruled = of_clock(case, clock, catalogue, version)
        row = term(ruled, clock.policy, clock.metric)
        time = working_time(ruled, row.policy, row.calendar).counting(row.unit)
        one = _Explaining(clock, row, time, catalogue.city.zone)
        found.append(one.explained(row.targets[priority]))
    return tuple(found)


class _Explaining(NamedTuple):
    """One clock, and what it runs by."""

    clock: Clock
    term: SlaTerm
    time: WorkingTime
    zone: tzinfo

    def explained(self, value: int) -> ClockExplained:
        clock, term = self.clock, self.term
        found = self.time.due(clock.started_at, value, term.unit, term.day_count)
        found = self.time.moved(found, clock.due, term.unit)
        pauses, more = tuple(self._pauses()), sum(one.days for one in clock.extended)
        return ClockExplained(
            metric=clock.metric,
            policy=clock.policy,
            kind=term.kind,
            legal_basis=term.legal_basis,
            value=value,
            unit=term.unit,
            cycle=clock.cycle,
            state=clock.state,
            explanation=found,
            ended_at=clock.ended_at,
            paused_seconds=clock.paused_seconds,
            pauses=pauses,
            extended_days=more,
            sentences=_sentences(explain(found, value, term.unit), pauses, more),
            days=tuple(self._days(found)),
        )

    @property
    def pauses(self) -> tuple[Stood, ...]:
        """What of its time does not count."""
        return self.clock.pauses

    def _pauses(self) -> Iterator[PauseTold]:
        for one in self.pauses:
            stood = one._replace(since=one.since.astimezone(self.zone))
            yield _told(stood, one.until.astimezone(self.zone))
        if self.clock.paused_at is not None:
            since, why = self.clock.paused_at.astimezone(self.zone), self.clock.paused_in or ""
            yield _told(Stood(since, since, why), None)

    def _days(self, found: DueDate) -> Iterator[DayTold]:
        """Each day to the end, or to the pause that has not ended: nobody knows what follows."""
        paused_at = self.clock.paused_at
        end = found.due if paused_at is None else min(found.due, max(paused_at, found.start))
        in_days = self.term.unit in IN_DAYS
        number = late = 0
        decrees = self.time.calendar.decrees
        for day in self.time.days(found.start.date(), _last(end, found)):
            counts = self._counts(day, found)
            # what was received during a pause counts as received when that is over
            late += in_days and counts is Counts.PAUSED and day.date < found.counts_from
            if counts is Counts.COUNTED and late:
                counts, late = Counts.RECEIVED, late - 1
            number += counts is Counts.COUNTED
            yield DayTold(
                day=day,
                counts=counts,
                number=number if in_days and counts is Counts.COUNTED else None,
                used_seconds=self._used(day.date, found, end),
                decree=decrees.get(day.off.decree or "") if day.off is not None else None,
            )

    def _counts(self, day: CalendarDay, found: DueDate) -> Counts:
        if self.term.unit == TermUnit.ELAPSED_HOURS:
            return Counts.COUNTED
        if not day.openings:
            return Counts.SKIPPED
        begin, close = self._bounds(day, found)
        if any(map(self._lost(begin, close), self.pauses)):
            return Counts.PAUSED
        return Counts.RECEIVED if day.date < found.counts_from else Counts.COUNTED

    def _lost(self, begin: datetime, close: datetime) -> Callable[[Stood], bool]:
        """Whether a pause takes a day from the term: its end of work, or in hours all of it."""
        if self.term.unit in IN_DAYS:
            return lambda stood: stood.since < close <= stood.until
        return lambda stood: stood.since <= begin and close <= stood.until

    def _bounds(self, day: CalendarDay, found: DueDate) -> tuple[datetime, datetime]:
        """When a day's work begins and ends."""
        midnight, zone = time(0), found.due.tzinfo
        begin, close = day.openings[0][0], day.openings[-1][1]
        closing = day.date + _DAY if close == midnight else day.date
        return datetime.combine(day.date, begin, zone), datetime.combine(closing, close, zone)

    def _used(self, day: date, found: DueDate, end: datetime) -> int:
        """Seconds of the term's own time on a day between its start and its end, unpaused."""
        if day < found.counts_from:
            return 0
        zone = found.due.tzinfo
        begins = max(found.start, datetime.combine(day, time(0), zone))
        ends = min(end, datetime.combine(day + _DAY, time(0), zone))
        used = self._elapsed(begins, ends)
        for one in self.pauses:
            used -= self._elapsed(max(begins, one.since), min(ends, one.until))
        return used

    def _elapsed(self, since: datetime, until: datetime) -> int:
        return self.time.elapsed(self.term.unit, since, until) if since < until else 0


def _last(end: datetime, found: DueDate) -> date:
    """The day an end belongs to: the midnight that ends a day is that day's."""
    return (max(end, found.start).astimezone(found.due.tzinfo) - timedelta.resolution).date()


def _told(stood: Stood, until: datetime | None) -> PauseTold:
    since, why = tell_instant(stood.since), _why(stood.why)
    end = tell_instant(until) if until is not None else None
    return PauseTold(
        since=stood.since,
        until=until,
        why=stood.why,
        sentences=Sentences(
            id=f"{why.id}, {since.id} sampai {end.id if end else 'sekarang'}",
            en=f"{why.en}, from {since.en} {f'to {end.en}' if end else 'on'}",
        ),
    )


_TAKEN_BACK = Sentences(id="selesai yang ditarik kembali", en="done, and taken back")


def _why(why: str) -> Sentences:
    """The state a clock stood still in, by its label."""
    if why not in set(State):
        return _TAKEN_BACK
    label = TABLE[State(why)]
    return Sentences(id=label.label_id, en=label.label_en)


def _sentences(due: Sentences, pauses: tuple[PauseTold, ...], more: int) -> Sentences:
    """Why a term ends when it does, what was not counted and what was given; one sentence."""
    in_id, in_en = due.id.removesuffix("."), due.en.removesuffix(".")
    if more:
        in_id, in_en = f"{in_id}; diperpanjang {more} hari", f"{in_en}; extended by {more} days"
    if pauses:
        in_id += f"; tidak dihitung: {'; '.join(one.sentences.id for one in pauses)}"
        in_en += f"; not counted: {'; '.join(one.sentences.en for one in pauses)}"
    return Sentences(id=f"{in_id}.", en=f"{in_en}.")
