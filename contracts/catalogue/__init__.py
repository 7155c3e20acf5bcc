"""The service catalogue: what a city offers, who answers, when and why; an immutable whole."""

from contracts.catalogue.agencies import (
    Agency,
    Backfill,
    City,
    StatusMapping,
    StatusRow,
    allowed_since,
)
from contracts.catalogue.kinds import (
    PRIORITIES,
    Impact,
    Kind,
    Metric,
    Priority,
    Signal,
    Text,
    Urgency,
)
from contracts.catalogue.offers import (
    Closure,
    Datatype,
    FieldRule,
    Pause,
    Policy,
    Service,
    SlaTerm,
)
from contracts.catalogue.whole import (
    Catalogue,
)

__all__ = [
    "PRIORITIES",
    "Agency",
    "Backfill",
    "Catalogue",
    "City",
    "Closure",
    "Datatype",
    "FieldRule",
    "Impact",
    "Kind",
    "Metric",
    "Pause",
    "Policy",
    "Priority",
    "Service",
    "Signal",
    "SlaTerm",
    "StatusMapping",
    "StatusRow",
    "Text",
    "Urgency",
    "allowed_since",
]
