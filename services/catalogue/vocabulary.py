"""The words a pack may use as keys, and what to do about rules broken inside one value; data."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from contracts.calendar import DayCount, OfficeHours, Season, Span, SpecialDay, WorkingCalendar
from contracts.catalogue import (
    Absence,
    Agency,
    Cell,
    Chain,
    Channel,
    ChannelStatus,
    City,
    Closure,
    Evidence,
    ExternalCodes,
    FieldRule,
    Level,
    Officer,
    Pause,
    Policy,
    Service,
    SlaTerm,
    Stage,
    StatusMapping,
    StatusRow,
)
from contracts.routing import Routable, RoutingRule, RuleExamples, When, Window
from services.catalogue.histories import Heard, History, Promise, Step, Story, Stretch

_MODELS: tuple[type[BaseModel], ...] = (
    *(Agency, Cell, Channel, ChannelStatus, City, Closure, DayCount, Evidence, ExternalCodes),
    *(FieldRule, OfficeHours, Pause, Policy, Routable, RoutingRule, RuleExamples, Season, Service),
    *(Absence, Chain, Level, Officer),
    *(Heard, History, Promise, Step, Story, Stretch),
    *(SlaTerm, Span, SpecialDay, Stage, StatusMapping, StatusRow, When, Window, WorkingCalendar),
)


def _fields() -> Iterator[str]:
    for model in _MODELS:
        fields: dict[str, Any] = model.model_fields
        yield from fields


FIELDS = sorted({*_fields()})
"""Every key some part of a pack knows."""

REMEDIES: dict[str, str] = {
    "one_request": "Keep the one the agency knows the request by",
    "window": "Let it end later, or write it as two windows",
    "offset_missing": "Write it as 2026-01-31T08:00:00+07:00",
    "time_of_day": "Put it in quotes",
}
"""By pydantic's type of a finding."""

REMEDIES_BY_WORDS: dict[str, str] = {
    "not one of the decrees": "Add the decree to `decrees`, or cite one that stands there",
    "stands there twice": "Keep one of the two rows",
    "must follow one another": "Put them in order, each ending before the next begins",
    "two seasons claim": "Shorten one of the two",
    "before it starts": "Swap `first` and `last`",
    "levels must rise and stand once": "Write the lowest first, X last, each once",
    "may not be reached before a lower one": "Let `at` rise from level to level",
    "is never reached": "Give it `at`, `unassigned` or `bounces`",
    "ends before it began": "Swap `since` and `until`",
    "never opens": "Give at least one day its openings",
}
"""By words of the message, where a model says itself what does not hold."""
