"""What services and their clocks are sorted by: kinds, metrics, signals, priorities."""

from enum import StrEnum

from pydantic import Field

from contracts.events import Value


class Text(Value):
    """Words per language; Indonesian is required."""

    id: str = Field(min_length=1)
    en: str | None = None


class Kind(StrEnum):
    """What is asked of the city (the classes of SP4N-LAPOR! and Signalen)."""

    COMPLAINT = "complaint"
    SERVICE_REQUEST = "service_request"
    LICENCE = "licence"
    INFORMATION = "information"
    ASPIRATION = "aspiration"
    EMERGENCY = "emergency"
    INTERNAL = "internal"
    """A duty the city has of itself: timed and told like any other, offered to nobody."""


class Metric(StrEnum):
    """What a clock measures."""

    VERIFICATION = "verification"
    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    UPDATE_INTERVAL = "update_interval"
    """News at least every so often, until it is done."""
    REOPEN_RESPONSE = "reopen_response"
    """A person's answer to a request that was opened again."""
    REPORTER_ANSWER = "reporter_answer"
    """The reporter's own time to answer what was asked."""


class Signal(StrEnum):
    """What may start, stop or cancel a clock."""

    ACCEPTED = "accepted"
    LEFT_RECEIVED = "left_received"
    ROUTED = "routed"
    HANDED_OVER = "handed_over"
    RESPONDED = "responded"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    ASKED = "asked"
    """The reporter was asked for something."""
    ANSWERED = "answered"
    """The work goes on that waited for the reporter."""
    NEWS = "news"
    """A person at the agency reported a step of the work, which the citizen is told."""
    REFERRED_OUT = "referred_out"
    DUPLICATE = "duplicate"


class Priority(StrEnum):
    """P1 is most urgent."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Impact(StrEnum):
    """How far it reaches."""

    CITY = "city"
    NEIGHBOURHOOD = "neighbourhood"
    HOUSEHOLD = "household"


class Urgency(StrEnum):
    """How soon it hurts."""

    DANGER = "danger"
    WORSENING = "worsening"
    PLANNABLE = "plannable"


PRIORITIES: dict[tuple[Impact, Urgency], Priority] = {
    (Impact.CITY, Urgency.DANGER): Priority.P1,
    (Impact.CITY, Urgency.WORSENING): Priority.P1,
    (Impact.CITY, Urgency.PLANNABLE): Priority.P2,
    (Impact.NEIGHBOURHOOD, Urgency.DANGER): Priority.P1,
    (Impact.NEIGHBOURHOOD, Urgency.WORSENING): Priority.P2,
    (Impact.NEIGHBOURHOOD, Urgency.PLANNABLE): Priority.P3,
    (Impact.HOUSEHOLD, Urgency.DANGER): Priority.P2,
    (Impact.HOUSEHOLD, Urgency.WORSENING): Priority.P3,
    (Impact.HOUSEHOLD, Urgency.PLANNABLE): Priority.P4,
}
