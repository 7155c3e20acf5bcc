"""A slow, naive twin of the case: one request's facts in, what must be said of it out."""

from datetime import UTC, datetime, timedelta
from typing import Final

from contracts.cases import Class
from contracts.catalogue import Signal
from contracts.lifecycle import Actor, State
from contracts.requests import RequestHeld, RequestReceived
from contracts.topics import REQUESTS
from services.ledger.reference.facts import HEARD
from services.ledger.reference.ground import Ground
from services.ledger.reference.handing import give
from services.ledger.reference.heard import Heard, Ordered, Passed
from services.ledger.reference.orders import GIVEN
from services.ledger.reference.said import Cause, Expected
from services.ledger.reference.story import Story, Words

MOST_EARLY: Final = 16
"""Facts that may wait for one unknown request."""

MOST_FACTS: Final = 1000
"""Facts that are judged of one request; what comes beyond is turned away."""

UNIQUE: Final = timedelta(days=400)
"""How long a reference is known once its request was put away, and how old a claim may be."""


class Unjudged(Exception):
    """The reference cannot say how a request goes on; the message says why."""


class Twin:
    """One request; `said` grows with what it must say, `classes` with what became of its facts.

    `surprised`: facts our own failure put aside, which no reference can foresee.
    """

    def __init__(self, ground: Ground, partition: int, surprised: frozenset[str]) -> None:
        self.said: list[Expected] = []
        self.classes: dict[str, Class] = {}
        self.held = False
        self.story: Story | None = None
        self._ground = ground
        self._partition = partition
        self._surprised = surprised
        self._events: dict[str, tuple[tuple[str, str], str]] = {}
        self._waiting: list[Heard] = []
        self._ordered: set[str] = set()
        self._known: set[str] = set()

    def hear(self, fact: Heard) -> None:
        """One fact; Unjudged where nobody taught the twin its kind."""
        if fact.fact_id in self._known or self._is_away() or len(self._known) >= MOST_FACTS:
            return
        if fact.kind not in HEARD:
            raise Unjudged(f"facts of the kind {fact.kind}")
        if fact.fact_id in self._surprised or fact.kind == RequestHeld.TYPE:
            self.held = True
            self._judge(fact, Class.REJECTED)
        elif (earlier := self._earlier(fact)) is not None:
            same = earlier == fact.origin["digest"]
            self._judge(fact, Class.DUPLICATE if same else Class.REJECTED)
        elif self.held:
            self._judge(fact, Class.HELD)
        elif self.story is None and fact.kind != RequestReceived.TYPE:
            self._wait(fact)
        else:
            self._apply(fact, fact)

    def obey(self, order: Ordered) -> None:
        """One order of an operator; Unjudged where nobody taught the twin its kind."""
        if order.order_id in self._ordered or self._is_away():
            return
        if order.kind not in GIVEN:
            raise Unjudged(f"orders of the kind {order.kind}")
        self._ordered.add(order.order_id)
        story, given, at = self.story, GIVEN[order.kind], self._ground.city(order.recorded_ms)
        if story is None or self.held or story.state not in given.origins:
            return
        if given.may(story, order.body, at):
            story.cause = Cause(REQUESTS, self._partition, order.offset, at, at, order.offset)
            given.does(story, order.body, at)

    def let_pass(self, time: Passed) -> None:
        """What fell due strictly before an instant happens, each at its own; early facts go."""
        if self.story is not None:
            recorded_at = self._ground.city(time.recorded_ms)
            while (due := self._next(self.story)) is not None and due < time.until:
                place = (REQUESTS, self._partition, time.offset)
                self.story.cause = Cause(*place, due, recorded_at, time.offset)
                self.story.fall_due(due, may_rest=self._may_rest())
            self._forget(self.story, time.until)
        for fact in list(self._waiting):
            if fact.origin["logged_ms"] + self._ground.early_wait_ms < time.until_ms:
                self._waiting.remove(fact)
                self._judge(fact, Class.HELD if self.held else Class.REJECTED)

    def due(self) -> datetime | None:
        """The next instant at which something happens by itself, city time."""
        if self.story is None or self.story.away_at is None:
            return None if self.story is None else self._next(self.story)
        return _forgotten(self.story.away_at)

    def _next(self, story: Story) -> datetime | None:
        return story.next_deadline(may_rest=self._may_rest())

    def _may_rest(self) -> bool:
        """Nothing is put away that somebody must look into, or that waits."""
        return not self.held and not self._waiting

    def _is_away(self) -> bool:
        return self.story is not None and self.story.away_at is not None

    def _forget(self, story: Story, until: datetime) -> None:
        """Long after it was put away its reference is anybody's again."""
        if story.away_at is not None and _forgotten(story.away_at) < until:
            self.story = None
            self._events.clear()
            self._ordered.clear()
            self._known.clear()

    def patience_ms(self) -> int | None:
        """When the first early fact has waited long enough, real milliseconds."""
        logged = [fact.origin["logged_ms"] for fact in self._waiting]
        return min(logged) + self._ground.early_wait_ms if logged else None

    def _earlier(self, fact: Heard) -> str | None:
        """The digest this event had when it came before."""
        return next(
            (digest for event, digest in self._events.values() if event == fact.event), None
        )

    def _judge(self, fact: Heard, outcome: Class) -> None:
        """A fact that waited is judged anew, and stands last."""
        self._events.pop(fact.fact_id, None)
        self._events[fact.fact_id] = fact.event, fact.origin["digest"]
        self._known.add(fact.fact_id)
        self.classes[fact.fact_id] = outcome

    def _wait(self, fact: Heard) -> None:
        full = len(self._waiting) >= MOST_EARLY
        self._judge(fact, Class.REJECTED if full else Class.WAITING)
        if not full:
            self._waiting.append(fact)

    def _apply(self, fact: Heard, folded: Heard) -> None:
        """What a fact says happens, where its agency may say it; then what waited for it."""
        self._judge(fact, self._heard(fact, self._cause_of(fact, folded)))
        waiting, self._waiting = self._waiting, []
        for early in waiting:
            self._apply(early, folded)

    def _heard(self, fact: Heard, cause: Cause) -> Class:
        if self.story is None:
            return self._submitted(fact, cause)
        self.story.cause = cause
        spoken = HEARD[fact.kind]
        return spoken.does(self.story, fact) if spoken.by(self.story, fact) else Class.REJECTED

    def _cause_of(self, fact: Heard, folded: Heard) -> Cause:
        recorded_at = self._ground.city(folded.recorded_ms)
        return Cause(*fact.at, fact.received_at, recorded_at, folded.offset)

    def _submitted(self, fact: Heard, cause: Cause) -> Class:
        body, at = fact.body, fact.received_at
        if at - fact.occurred_at > UNIQUE:
            return Class.REJECTED
        catalogue = self._ground.version(body["catalogue"])
        if catalogue is None:
            raise Unjudged(f"the catalogue version {body['catalogue']}")
        story = self.story = Story(self._ground, catalogue, body, cause, self.said)
        story.enter(State.RECEIVED, at)
        story.clocks.signal(Signal.ACCEPTED, at)
        route = body["route"]
        if "agency" in route and story.service.verify_by == "rule":
            rule = Words(reason=route["rule"])
            story.go(State.VERIFIED, Actor.TRIAGE, at, rule)
            give(story, route["agency"], tuple(route.get("co_agencies", ())), at, rule)
        return Class.APPLIED


def _forgotten(away_at: datetime) -> datetime:
    """What is left of a request tells whole seconds."""
    return datetime.fromtimestamp(int(away_at.timestamp()), UTC) + UNIQUE
