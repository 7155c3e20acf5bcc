"""The service catalogue: what a city offers, who answers, when and why; an immutable whole."""

from contracts.catalogue.agencies import (
    Agency,
    Backfill,
    City,
    MayReport,
    StatusMapping,
    StatusRow,
    allowed_since,
)
from contracts.catalogue.escalation import LEGAL, Absence, Chain, Level, Officer
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
    "LEGAL",
    "PRIORITIES",
    "Absence",
    "Agency",
    "Backfill",
    "Catalogue",
    "Cell",
    "Chain",
    "Channel",
    "ChannelStatus",
    "City",
    "Closure",
    "DataClass",
    "Datatype",
    "Evidence",
    "ExternalCodes",
    "FieldRule",
    "Impact",
    "Kind",
    "Level",
    "MayReport",
    "Metric",
    "Officer",
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
