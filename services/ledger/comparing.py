"""What a case said and judged beside what the reference says: where they part, in words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson

from contracts.cases import Class
from contracts.topics import ARCHIVE, REQUESTS, SLA, STATUS
from services.ledger.findings import At
from services.ledger.observing import Kept, as_told, in_order, observed
from services.ledger.reference import (
    Document,
    Expected,
    Moved,
    PutAway,
    Said,
    Shifted,
    Ticked,
    Times,
    Told,
    Verdict,
)

Problem = tuple[At, str]
"""Where, and how a sentence goes on after naming the request."""


class Remembered(NamedTuple):
    """A case as it was written last: what it judged, by fact, and whether it is held."""

    where: At
    classes: dict[str, Class]
    orders: frozenset[str]
    heard: Mapping[str, int]
    """The last number it heard of each other request."""
    held: bool
    is_over: bool
    """Whether it was put away: what came later it never knew."""

    def after(self, earlier: "Remembered") -> "Remembered":
        """The same, and what the request's earlier life remembered."""
        return self._replace(
            classes=earlier.classes | self.classes,
            orders=earlier.orders | self.orders,
            heard={**earlier.heard, **self.heard},
        )

    def took(self, identity: str) -> bool:
        """Whether it judged a fact of that id, or took an order of it."""
        return identity in self.classes or identity in self.orders

    def listened(self, teller: str, seq: int | None) -> bool:
        """Whether it heard what another told it under a number; what has none is heard by all."""
        return seq is None or seq <= self.heard.get(teller, 0)


class Reached(NamedTuple):
    """How far a partition was read and folded."""

    clock: Times
    folded: int
    """Effects of facts from this offset on may be still to come."""
    facts: Collection[At] = ()
    """The records behind the request's facts and orders."""

    def of(self, facts: Collection[At]) -> "Reached":
        """The same for one request."""
        return self._replace(facts=facts)

    def knows(self, cause: At) -> bool:
        """Whether a cause was read: of any other, the reference could not know."""
        if cause.topic == REQUESTS and self.clock.has(cause.offset):
            return True
        return cause in self.facts


def problems(
    verdict: Verdict,
    said: Mapping[str, Sequence[Kept]],
    case: Remembered | None,
    reached: Reached,
) -> Iterator[Problem]:
    """The first difference on each topic, and every record judged otherwise."""
    moves = [one for one in verdict.said if isinstance(one.said, Moved)]
    ticks = [one for one in verdict.said if isinstance(one.said, Ticked | Shifted)]
    rests = [one for one in verdict.said if isinstance(one.said, PutAway)]
    told = [one for one in verdict.said if isinstance(one.said, Told)]
    meant = ((STATUS, moves), (SLA, ticks), (ARCHIVE, rests), (REQUESTS, told))
    for topic, expected in meant:
        going_on = verdict.unjudged is not None
        kept = in_order(said[topic]) if topic == REQUESTS else said[topic]
        found = _first(topic, expected, kept, reached, going_on=going_on)
        if found is not None:
            yield found
    if case is not None:
        yield from _judged_otherwise(verdict, case)


def _judged_otherwise(verdict: Verdict, case: Remembered) -> Iterator[Problem]:
    for fact_id, outcome in case.classes.items():
        meant = verdict.classes.get(fact_id)
        # what waited when its case was written may have come to its end since
        if Class.WAITING in (meant, outcome) or meant in (None, outcome):
            continue
        yield case.where, f"judged {fact_id} {outcome}; the reference says {meant}"


def _first(
    topic: str,
    expected: Sequence[Expected],
    said: Sequence[Kept],
    reached: Reached,
    *,
    going_on: bool,
) -> Problem | None:
    for one, kept in zip(expected, said, strict=False):
        came = _Observed(kept)
        meant = as_told(one, came.said)
        if came.fields() != _meant(meant):
            return kept.where, f"says: {_told(came.said)}; {_odd(meant, came)}"
    if len(said) > len(expected):
        extra = _Observed(said[len(expected)])
        if not going_on and reached.knows(extra.cause):
            told = _told(extra.said)
            return extra.where, f"says: {told}; the reference expects nothing more of it here"
    elif len(expected) > len(said):
        missing = expected[len(said)]
        if missing.cause.folded < reached.folded:
            what = f"should say on {topic} because of this record: {_told(missing.said)}"
            return At(*missing.cause[:3]), f"{what}; it does not"
    return None


class _Observed:
    """An event as it stands on its topic."""

    def __init__(self, kept: Kept) -> None:
        self.where = kept.where
        self.event: Document = orjson.loads(kept.body)
        self.said = observed(kept.kind, self.event)

    @property
    def cause(self) -> At:
        cause = self.event["cause"]
        return At(cause["topic"], cause["partition"], cause["offset"])

    def fields(self) -> tuple[object, ...]:
        if isinstance(self.said, PutAway | Told):
            return (*self.said, *self.cause)
        received_at, recorded_at = self.event["received_at"], self.event["recorded_at"]
        times = (datetime.fromisoformat(received_at), datetime.fromisoformat(recorded_at))
        return (*self.said, *self.cause, *times)


def _meant(expected: Expected) -> tuple[object, ...]:
    cause = expected.cause
    place = (cause.topic, cause.partition, cause.offset)
    if isinstance(expected.said, PutAway | Told):
        return (*expected.said, *place)
    return (*expected.said, *place, cause.received_at, cause.recorded_at)


_ALL = ("cause's topic", "cause's partition", "cause's offset", "received_at", "recorded_at")


def _odd(expected: Expected, observed: _Observed) -> str:
    """What is expected instead, or the first part that is not as expected."""
    if _told(expected.said) != _told(observed.said):
        return f"the reference expects: {_told(expected.said)}"
    names = (*type(expected.said)._fields, *_ALL)
    parts = zip(names, _meant(expected), observed.fields(), strict=False)
    name, meant, came = next(part for part in parts if part[1] != part[2])
    return f"the reference expects its {name} to be {_shown(meant)}, not {_shown(came)}"


def _told(said: Said) -> str:
    if isinstance(said, Shifted):
        return f"{said.window} window moved from {said.previous_until} to {said.until}"
    if isinstance(said, Told):
        return f"{said.kind} to {said.to} at {_shown(said.occurred_at)}: {said.more}"
    if isinstance(said, PutAway):
        return f"put away at {_shown(said.occurred_at)}"
    if isinstance(said, Moved):
        return f"{said.previous or 'nothing'} to {said.state} at {_shown(said.occurred_at)}"
    at, due = _shown(said.occurred_at), _shown(said.due)
    return f"{said.metric} clock {said.kind} at {at}, due {due}"


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
