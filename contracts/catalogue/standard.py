"""What a service's standard says beside its terms: evidence, stages, codes other systems use."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.catalogue.kinds import Impact, Text, Urgency
from contracts.events import AgencyCode, Value
from contracts.lifecycle import State

Day = date
"""A date, where a field of that name stands in its way."""

DataClass = Literal["public", "internal", "restricted"]
"""Who may see a request's content: anyone, the city's offices, or only those who work on it."""

ChannelCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,29}$")]

AT_THE_AGENCY = "agency"
"""The channel of a request that came to the agency itself: its counter, its own app."""


class Evidence(Value):
    """What the agency must show that says it is done: without it no request is resolved."""

    photo_before: bool = False
    photo_after: bool = False
    minimum_text: int = Field(default=0, ge=0)
    """Characters the agency's closing note has at least."""
    officer_id: bool = False
    """Whether the officer who closes it is named, by the agency's own number."""


class Stage(Value):
    """One step of handling as citizens are told of it; `working_days` of the whole term."""

    names: Text
    working_days: int | None = Field(default=None, gt=0)
    agency: AgencyCode | None = None
    """Who does it, where that is not the owner."""


class Cell(Value):
    """One cell of the priority matrix."""

    impact: Impact
    urgency: Urgency


class ExternalCodes(Value):
    """What other systems call the service; absent where they do not know it."""

    open311: str | None = None
    """Service code of Open311 GeoReport v2."""
    lapor_topic: str | None = None
    """Topic of SP4N-LAPOR!."""
    rabeg_category: str | None = None
    """Category of RABEG, the city's own reporting app."""
    sicantik: str | None = None
    """Permit code of SiCantik or OSS."""


class ChannelStatus(Value):
    """A channel's own status and what it corresponds to; it never moves a request."""

    native: str
    label: str
    state: State


class Channel(Value):
    """A way requests come in that is no office: it submits, and its statuses move nothing."""

    code: ChannelCode
    names: Text
    operator: AgencyCode
    """Whose topic its requests arrive on."""
    statuses: tuple[ChannelStatus, ...] = ()
    assumed: bool = False
