"""What a request hears of others and tells them; facts and orders are judged elsewhere."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from contracts.catalogue import Signal
from contracts.kin import MergeAnswered, MergeAsked, MergeDropped, PartGiven, PartMoved, WholeMoved
from contracts.topics import REQUESTS
from services.ledger.reference import joining, kindred
from services.ledger.reference.ground import Ground
from services.ledger.reference.heard import Document, Heard, Kin, Ordered
from services.ledger.reference.said import Cause, Expected, Moved, Told
from services.ledger.reference.story import Story

Folded = Heard | Kin | Ordered
"""The record a case was at."""

LISTENED: dict[str, Callable[[Story, Kin], None]] = {
    PartMoved.TYPE: kindred.part_moved,
    WholeMoved.TYPE: kindred.whole_moved,
    MergeDropped.TYPE: joining.dropped,
}
"""What the words of others do to a request that is there."""


class Unjudged(Exception):
    """The reference cannot say how a request goes on; the message says why."""


class Listener(ABC):
    """One request beside others."""

    def __init__(self, ground: Ground, partition: int) -> None:
        self.said: list[Expected] = []
        self.held = False
        self.story: Story | None = None
        self._ground = ground
        self._partition = partition
        self._told = 0
        self._heard_of: dict[str, int] = {}
        self._parked: list[Kin] = []

    def listen(self, fact: Kin) -> None:
        """What another request told this one; a number it heard before is a copy."""
        seq, teller = fact.body.get("seq"), fact.body["of"]
        if self._is_away() or (seq is not None and seq <= self._heard_of.get(teller, 0)):
            return
        at = self._ground.city(fact.recorded_ms)
        with self.answering(self.cause_at(fact, at)):
            if seq is not None:
                self._heard_of[teller] = seq
            if self.held:
                self._parked.append(fact)
            else:
                self._take_kin(fact, fact)

    def hear_parked(self, order: Ordered) -> None:
        """A hold is over: what others told in the meantime, in order."""
        parked, self._parked = self._parked, []
        at = self._ground.city(order.recorded_ms)
        with self.answering(self.cause_at(order, at)):
            for one in parked:
                self._take_kin(one, order)

    def forget(self) -> None:
        """Its reference is anybody's again, and nothing of it is known."""
        self._heard_of.clear()
        self._parked.clear()
        self._told = 0

    def _take_kin(self, fact: Kin, folded: Kin | Ordered) -> None:
        at = self._ground.city(folded.recorded_ms)
        cause = self.cause_at(folded, at)
        if self.story is not None:
            self.story.cause = cause
        if fact.kind == MergeAsked.TYPE:
            self._asked(fact, cause)
        elif fact.kind == PartGiven.TYPE:
            self._begin(fact, folded, cause)
        elif self.story is None:
            return
        elif fact.kind == MergeAnswered.TYPE:
            joining.answered(self.story, fact, at)
        elif fact.kind in LISTENED:
            LISTENED[fact.kind](self.story, fact)

    def _asked(self, fact: Kin, cause: Cause) -> None:
        obstacle = joining.refusal(self.story)
        if self.story is not None:
            joining.asked(self.story, fact)
        more = {"order_id": fact.body["order_id"], "obstacle": obstacle}
        self._say(cause, fact.body["of"], "merge-answered", cause.recorded_at, **more)

    def _begin(self, fact: Kin, folded: Kin | Ordered, cause: Cause) -> None:
        if self.story is not None:
            return
        asked = kindred.asked_of(fact)
        self.story = self.new_story(asked, cause)
        kindred.begin(self.story, fact)
        self._take_waiting(folded)

    @abstractmethod
    def _take_waiting(self, folded: Folded) -> None:
        """What came before its request is applied."""

    def new_story(self, asked: Document, cause: Cause) -> Story:
        """A request begins; Unjudged where its catalogue version is not known."""
        catalogue = self._ground.version(asked["catalogue"])
        if catalogue is None:
            raise Unjudged(f"the catalogue version {asked['catalogue']}")

        def tell(to: str, kind: str, at: datetime, **more: Any) -> int:
            return self._say(story.cause, to, kind, at, **more)

        story = Story(self._ground, catalogue, asked, cause, self.said, tell)
        return story

    def _say(self, cause: Cause, to: str, kind: str, at: datetime, **more: Any) -> int:
        self._told += 1
        there = {name: part for name, part in more.items() if part is not None}
        self.said.append(Expected(cause, Told(at, kind, to, there)))
        return self._told

    @contextmanager
    def answering(self, cause: Cause) -> Iterator[None]:
        """A part that did or heard something tells its whole, when all of it is done."""
        before, heard = len(self.said), dict(self._heard_of)
        yield
        story = self.story
        if story is None or story.family.whole is None or story.state is None:
            return
        signals, story.clocks.heard = story.clocks.heard, {}
        moved = [one.said.occurred_at for one in self.said[before:] if isinstance(one.said, Moved)]
        whole = story.family.whole
        responded, news = signals.get(Signal.RESPONDED), signals.get(Signal.NEWS)
        if moved or responded or news or heard.get(whole) != self._heard_of.get(whole):
            when = moved[-1] if moved else cause.received_at
            more: Document = {
                "state": story.state.value,
                "agency": story.agency,
                "outcome": story.outcome,
            }
            more |= {"responded_at": responded, "news_at": news}
            knows = self._heard_of.get(whole, 0)
            self._say(cause, whole, "part-moved", when, **more, knows=knows)

    def cause_at(self, record: Kin | Ordered, at: datetime) -> Cause:
        """A record of bus.requests.v1 that no agency's record stands behind."""
        return Cause(REQUESTS, self._partition, record.offset, at, at, record.offset)

    def _is_away(self) -> bool:
        return self.story is not None and self.story.away_at is not None
