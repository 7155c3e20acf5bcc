"""What a due date is and why it falls where it does: values only, no arithmetic."""

from enum import StrEnum

from contracts.calendar.office import ClockTime, Day, DayOff
from contracts.events import Instant, Value


class CalendarError(ValueError):
    """The calendar cannot answer what it was asked."""


class NaiveInstant(CalendarError):
    """An instant without offset: nobody can tell when it was."""


class OutsideCalendar(CalendarError):
    """The instant lies before the first day or after the last one any calendar can hold."""


class TermUnit(StrEnum):
    """What a term counts."""

    WORKING_MINUTES = "working_minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    ELAPSED_HOURS = "elapsed_hours"


class DayCount(Value):
    """How the day of receipt is treated.

    Receipt after the cut-off, or after the office has closed, counts as the next working day; so
    does receipt on a day off. A term in elapsed hours knows neither.
    """

    counts_receipt_day: bool = False
    cut_off: ClockTime | None = None


_KINDS = {
    DayOff.NATIONAL: ("libur nasional", "national holiday"),
    DayOff.COLLECTIVE: ("cuti bersama", "collective leave"),
    DayOff.LOCAL: ("libur daerah", "local holiday"),
    DayOff.ELECTION: ("hari pemungutan suara", "election day"),
}


class Skipped(Value):
    """Days in a row a term passed over for one reason, `date` to `until`, both included."""

    date: Day
    until: Day
    kind: DayOff
    name: str
    name_en: str
    decree: str | None = None
    provisional: bool = False

    @property
    def reason(self) -> str:
        """In Indonesian, such as "Idul Fitri 1447 H, cuti bersama, SKB 2026"."""
        return self._reason(self.name, 0)

    @property
    def reason_en(self) -> str:
        """In English, such as "Eid al-Fitr 1447 H, collective leave, SKB 2026"."""
        return self._reason(self.name_en, 1)

    def _reason(self, name: str, language: int) -> str:
        kind = _KINDS[self.kind][language] if self.kind in _KINDS else None
        return ", ".join(part for part in (name, kind, self.decree) if part)


class DueDate(Value):
    """When something is due, and every step that led there.

    `counts_from` is the first day that counts. `working_seconds` lie between start and due; for a
    term in elapsed hours they are elapsed seconds. `provisional` says that a day in between, or
    its hours, may still change by decree: compute again when it arrives.
    """

    due: Instant
    start: Instant
    counts_from: Day
    skipped: tuple[Skipped, ...] = ()
    provisional: bool = False
    calendar_id: str
    calendar_version: int
    working_seconds: int
