"""A slow, naive twin of the case: one request's facts in, what must be said of it out."""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from contracts.cases import Class
from contracts.catalogue import Signal
from contracts.lifecycle import Actor, State
from contracts.requests import RequestHeld, RequestReceived
from contracts.retries import RequestReleased
from contracts.topics import REQUESTS
from services.ledger.reference.facts import HEARD
from services.ledger.reference.ground import Ground
from services.ledger.reference.handing import give
from services.ledger.reference.heard import Heard, Ordered, Passed
from services.ledger.reference.listener import Folded, Listener, Unjudged
from services.ledger.reference.orders import GIVEN
from services.ledger.reference.said import Cause
from services.ledger.reference.story import Story, Words

MOST_EARLY: Final = 16
"""Facts that may wait for one unknown request."""

MOST_FACTS: Final = 1000
"""Facts that are judged of one request; what comes beyond is turned away."""

UNIQUE: Final = timedelta(days=400)
"""How long a reference is known once its request was put away, and how old a claim may be."""


Surprised = frozenset[tuple[str, str]]
"""Facts by their id and the retry they were read for, which is nothing the first time."""

_PUT_ASIDE = (Class.HELD, Class.REJECTED)


class _Judged(NamedTuple):
    """What makes a fact the same event as another, and what became of it."""

    event: tuple[str, str]
    digest: str
    outcome: Class


class Twin(Listener):
    """One request; `said` grows with what it must say, `classes` with what became of its facts.

    `surprised`: facts our own failure put aside, which no reference can foresee.
    """

    def __init__(self, ground: Ground, partition: int, surprised: Surprised) -> None:
        super().__init__(ground, partition)
        self.classes: dict[str, Class] = {}
        self._surprised = surprised
        self._judged: dict[str, _Judged] = {}
        self._waiting: list[Heard] = []
        self._ordered: set[str] = set()
        self._retries: set[str] = set()
        self._relapsed: str | None = None

    def hear(self, fact: Heard) -> None:
        """One fact; Unjudged where nobody taught the twin its kind."""
        if self._has(fact) or self._is_away():
            return
        if fact.kind not in HEARD:
            raise Unjudged(f"facts of the kind {fact.kind}")
        if fact.retry_id:
            self._retries.add(fact.retry_id)
            self._judged.pop(fact.fact_id, None)
        if len(self._judged) < MOST_FACTS:
            with self.answering(self._cause_of(fact, fact)):
                self._take(fact)

    def _has(self, fact: Heard) -> bool:
        """A copy; or a retry of what is no trouble any more, or that was judged already."""
        if fact.retry_id and fact.retry_id in self._retries:
            return True
        known = self._judged.get(fact.fact_id)
        return known is not None and not (fact.retry_id and known.outcome in _PUT_ASIDE)

    def _take(self, fact: Heard) -> None:
        passes = fact.release is not None and fact.release != self._relapsed
        if (fact.fact_id, fact.retry_id) in self._surprised:
            self._fail(fact)
            return
        if self.held and passes and self.story is not None:
            # what was due before a released record came is owed first
            self.story.cause = self._cause_of(fact, fact)
            self._let_fall_due(self.story, fact.received_at)
        if fact.kind == RequestHeld.TYPE:
            self._fail(fact)
        elif (earlier := self._earlier(fact)) is not None:
            same = earlier == fact.origin["digest"]
            self._judge(fact, Class.DUPLICATE if same else Class.REJECTED)
        elif self.held and not passes:
            self._judge(fact, Class.HELD)
        elif self.story is None and fact.kind != RequestReceived.TYPE:
            self._wait(fact)
        else:
            self._apply(fact, fact)

    def _fail(self, fact: Heard) -> None:
        """Our own failure: the request is held, and what was being released stays so."""
        self.held = True
        self._relapsed = fact.release or self._relapsed
        self._judge(fact, Class.REJECTED)

    def obey(self, order: Ordered) -> None:
        """One order of an operator; Unjudged where nobody taught the twin its kind."""
        if order.order_id in self._ordered or self._is_away():
            return
        if order.kind == RequestReleased.TYPE:
            self._let_go(order)
            return
        if order.kind not in GIVEN:
            raise Unjudged(f"orders of the kind {order.kind}")
        self._ordered.add(order.order_id)
        named = order.body.get("catalogue")
        if named is not None and self._ground.version(named) is None:
            raise Unjudged(f"the catalogue version {named}")
        story, given, at = self.story, GIVEN[order.kind], self._ground.city(order.recorded_ms)
        if story is None or self.held or story.state not in given.origins:
            return
        if given.may(story, order.body, at):
            story.cause = self.cause_at(order, at)
            with self.answering(story.cause):
                given.does(story, order.body, at)

    def _let_go(self, order: Ordered) -> None:
        """A hold ends, unless more was put aside than the operator knew of."""
        if not self.held:
            raise Unjudged("a hold it does not know of was ended")
        self._ordered.add(order.order_id)
        aside = {name for name, one in self._judged.items() if one.outcome in _PUT_ASIDE}
        more = aside - {*order.body.get("seen", ())}
        self.held = bool(more) or self._relapsed == order.order_id
        if not self.held:
            self.hear_parked(order)

    def let_pass(self, time: Passed) -> None:
        """What fell due strictly before an instant happens, each at its own; early facts go."""
        if self.story is not None:
            at, place = self._ground.city(time.recorded_ms), (REQUESTS, self._partition)
            self.story.cause = Cause(*place, time.offset, at, at, time.offset)
            if not self.held:
                with self.answering(self.story.cause):
                    self._let_fall_due(self.story, time.until)
            self._forget(self.story, time.until)
        for fact in list(self._waiting):
            if fact.origin["logged_ms"] + self._ground.early_wait_ms < time.until_ms:
                self._waiting.remove(fact)
                self._judge(fact, Class.HELD if self.held else Class.REJECTED)

    def _let_fall_due(self, story: Story, until: datetime) -> None:
        """What is due before an instant happens, each at its own."""
        cause = story.cause
        while (due := self._next(story)) is not None and due < until:
            story.cause = cause._replace(received_at=due)
            story.fall_due(due, may_rest=self._may_rest())
        story.cause = cause

    def due(self) -> datetime | None:
        """The next instant at which something happens by itself, city time."""
        if self.story is None or self.story.away_at is None:
            return None if self.story is None or self.held else self._next(self.story)
        return _forgotten(self.story.away_at)

    def _next(self, story: Story) -> datetime | None:
        return story.next_deadline(may_rest=self._may_rest())

    def _may_rest(self) -> bool:
        """Nothing is put away that somebody must look into, or that waits."""
        return not self.held and not self._waiting

    def _forget(self, story: Story, until: datetime) -> None:
        """Long after it was put away its reference is anybody's again."""
        if story.away_at is not None and _forgotten(story.away_at) < until:
            self.story = None
            self._judged.clear()
            self._ordered.clear()
            self._retries.clear()
            self.forget()

    def patience_ms(self) -> int | None:
        """When the first early fact has waited long enough, real milliseconds."""
        logged = [fact.origin["logged_ms"] for fact in self._waiting]
        return min(logged) + self._ground.early_wait_ms if logged else None

    def _earlier(self, fact: Heard) -> str | None:
        """The digest this event had when it came before, itself no duplicate."""
        known = (one for one in self._judged.values() if one.outcome is not Class.DUPLICATE)
        return next((one.digest for one in known if one.event == fact.event), None)

    def _judge(self, fact: Heard, outcome: Class) -> None:
        """A fact that is judged anew stands last."""
        self._judged.pop(fact.fact_id, None)
        self._judged[fact.fact_id] = _Judged(fact.event, fact.origin["digest"], outcome)
        self.classes[fact.fact_id] = outcome

    def _wait(self, fact: Heard) -> None:
        full = len(self._waiting) >= MOST_EARLY
        self._judge(fact, Class.REJECTED if full else Class.WAITING)
        if not full:
            self._waiting.append(fact)

    def _apply(self, fact: Heard, folded: Folded) -> None:
        """What a fact says happens, where its agency may say it; then what waited for it."""
        self._judge(fact, self._heard(fact, self._cause_of(fact, folded)))
        self._take_waiting(folded)

    def _take_waiting(self, folded: Folded) -> None:
        waiting, self._waiting = self._waiting, []
        for early in waiting:
            self._apply(early, folded)

    def _heard(self, fact: Heard, cause: Cause) -> Class:
        if self.story is None:
            return self._submitted(fact, cause)
        self.story.cause = cause
        spoken = HEARD[fact.kind]
        return spoken.does(self.story, fact) if spoken.by(self.story, fact) else Class.REJECTED

    def _cause_of(self, fact: Heard, folded: Folded) -> Cause:
        recorded_at = self._ground.city(folded.recorded_ms)
        return Cause(*fact.at, fact.received_at, recorded_at, folded.offset)

    def _submitted(self, fact: Heard, cause: Cause) -> Class:
        body, at = fact.body, fact.received_at
        if at - fact.occurred_at > UNIQUE:
            return Class.REJECTED
        story = self.story = self.new_story(body, cause)
        story.read_terms()
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
