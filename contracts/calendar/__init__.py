"""When the city works and when a term ends, with the reasons; no holiday library, no clock."""

from contracts.calendar.daily import CalendarDay
from contracts.calendar.due import (
    CalendarError,
    DayCount,
    DueDate,
    NaiveInstant,
    OutsideCalendar,
    Skipped,
    TermUnit,
)
from contracts.calendar.explain import explain, tell_day, tell_instant
from contracts.calendar.office import (
    ROUND_THE_CLOCK,
    ZONES,
    ClockTime,
    DayOff,
    OfficeHours,
    Season,
    Span,
    SpecialDay,
    WorkingCalendar,
    ZoneName,
)
from contracts.calendar.working_time import NONSTOP, WorkingTime

__all__ = [
    "NONSTOP",
    "ROUND_THE_CLOCK",
    "ZONES",
    "CalendarDay",
    "CalendarError",
    "ClockTime",
    "DayCount",
    "DayOff",
    "DueDate",
    "NaiveInstant",
    "OfficeHours",
    "OutsideCalendar",
    "Season",
    "Skipped",
    "Span",
    "SpecialDay",
    "TermUnit",
    "WorkingCalendar",
    "WorkingTime",
    "ZoneName",
    "explain",
    "tell_day",
    "tell_instant",
]
