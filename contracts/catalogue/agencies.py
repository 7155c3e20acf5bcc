"""The city, its agencies, and what their own statuses mean in canonical words."""

from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from contracts.calendar import ZONES, ZoneName
from contracts.catalogue.kinds import Text
from contracts.events import AgencyCode, Instant, Value
from contracts.lifecycle import State


class City(Value):
    """The city itself."""

    code: str
    region: str
    name: str
    ticket_prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    time_zone: ZoneName = "Asia/Jakarta"

    @property
    def zone(self) -> timezone:
        """Its offset from UTC, the same all year."""
        return ZONES[self.time_zone]


class Backfill(Value):
    """A window of received_at, opened by the city, in which an agency may claim the past."""

    since: Instant
    until: Instant


class Agency(Value):
    """An office (OPD) on the bus."""

    code: AgencyCode
    names: Text
    claim_skew_hours: int = Field(ge=0)
    """Oldest claimed occurred_at taken as said, in city hours before receipt."""
    backfills: tuple[Backfill, ...] = ()


def allowed_since(agency: Agency, received: datetime) -> tuple[datetime, bool]:
    """The oldest claim an agency may make at an instant, and whether a backfill window is open."""
    for window in agency.backfills:
        if window.since <= received < window.until:
            return datetime.min.replace(tzinfo=received.tzinfo), True
    return received - timedelta(hours=agency.claim_skew_hours), False


class StatusRow(Value):
    """One native status in canonical words, with an example event that shows it."""

    native: str
    label: str
    outcome: str | None = None
    """Where set, the row holds only for reports that carry this outcome."""
    state: State
    gives_outcome: str | None = None
    human: bool = True
    """Whether it counts as a human response; an automatic receipt does not."""
    reason: str | None = None
    example: dict[str, Any]


class StatusMapping(Value):
    """An agency's own statuses as canonical ones."""

    agency: AgencyCode
    version: int
    effective_from: date
    assumed: bool = False
    rows: tuple[StatusRow, ...]

    @cached_property
    def _rows(self) -> dict[tuple[str, str | None], StatusRow]:
        return {(row.native, row.outcome): row for row in self.rows}

    def find(self, native: str, outcome: str | None) -> StatusRow | None:
        """The row for a native status, its outcome's own before any; None where unknown."""
        return self._rows.get((native, outcome)) or self._rows.get((native, None))
