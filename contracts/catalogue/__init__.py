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
    Extension,
    FieldRule,
    Pause,
    Policy,
    Service,
    SlaTerm,
)
from contracts.catalogue.standard import (
    AT_THE_AGENCY,
    Cell,
    Channel,
    ChannelStatus,
    DataClass,
    Evidence,
    ExternalCodes,
    Stage,
)
from contracts.catalogue.whole import (
    Catalogue,
)

__all__ = [
    "AT_THE_AGENCY",
    "PRIORITIES",
    "Agency",
    "Backfill",
    "Catalogue",
    "Cell",
    "Channel",
    "ChannelStatus",
    "City",
    "Closure",
    "DataClass",
    "Datatype",
    "Evidence",
    "Extension",
    "ExternalCodes",
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
    "Stage",
    "StatusMapping",
    "StatusRow",
    "Text",
    "Urgency",
    "allowed_since",
]
