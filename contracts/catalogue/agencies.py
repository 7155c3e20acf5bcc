"""The city, its agencies, and what their own statuses mean in canonical words."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from contracts.calendar import ZONES, ZoneName
from contracts.catalogue.kinds import Text
from contracts.events import AgencyCode, Instant, Value
from contracts.lifecycle import NOT_OURS, Actor, State, may_be_given_back, path


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


class MayReport(Value):
    """One of an agency's own statuses that would be legal to report next, and what it means."""

    native: str
    outcome: str | None = None
    """Where set, it must be reported with this outcome."""
    state: State


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

    @cached_property
    def _next(self) -> dict[State, tuple[MayReport, ...]]:
        return {state: tuple(self._from(state)) for state in State}

    def _from(self, state: State) -> Iterator[MayReport]:
        for row in self.rows:
            given_back = row.reason == NOT_OURS
            legal = path(state, row.state, Actor.AGENCY) is not None
            if may_be_given_back(state) if given_back else legal:
                yield MayReport(native=row.native, outcome=row.outcome, state=row.state)

    def next_from(self, state: State) -> tuple[MayReport, ...]:
        """The reverse table: every native status that may be reported of a state."""
        return self._next[state]
