"""Requests as bus.status.v1 tells them: the lines each change adds, and what is open; pure."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from contracts.lifecycle import State
from contracts.metrics import NEW, NOBODY, TRANSITIONS
from contracts.metrics import REQUESTS as ACCEPTED
from contracts.topics import agency_of
from deploy.report.lines import Line
from deploy.report.promises import Event

_UNTOLD: Final = ""
"""A request's priority, which bus.status.v1 does not tell; no figure asks for it."""


class Standing(NamedTuple):
    """An open request at the month's end; `accepted_at` absent where that is not kept any more."""

    ticket: str
    service: str
    agency: str
    state: State
    since: datetime
    accepted_at: datetime | None


class Requests:
    """Every request that is open at an instant, and what changes of state add."""

    def __init__(self, group: Callable[[str], str], end: datetime) -> None:
        self._group = group
        self._end = end
        self.open: dict[str, Standing] = {}

    def take(self, body: Event, known: datetime) -> Iterator[Line]:
        """The lines one change of state adds."""
        at, service = datetime.fromisoformat(body["occurred_at"]), body["service"]
        agency, previous, state = body.get("agency") or NOBODY, body.get("previous"), body["state"]
        if previous is None and body.get("part_of") is None:  # a part was accepted as its whole
            submitter = agency_of(body["cause"]["topic"]) or NOBODY
            labels = submitter, self._group(service), _UNTOLD
            yield Line(at, known, (submitter, service), (ACCEPTED, labels))
        labels = agency, previous or NEW, state
        yield Line(at, known, (agency, service), (TRANSITIONS, labels))
        if at < self._end:
            self._stand(body, at, agency)

    def _stand(self, body: Event, at: datetime, agency: str) -> None:
        before = self.open.pop(body["request_id"], None)
        state = State(body["state"])
        if not state.is_open:
            return
        first = at if body.get("previous") is None else None
        accepted_at = before.accepted_at if before is not None else first
        since = before.since if before is not None and before.state is state else at
        self.open[body["request_id"]] = Standing(
            body["ticket"], body["service"], agency, state, since, accepted_at
        )
