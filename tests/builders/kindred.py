"""Several requests whose cases tell each other things: each hears what it is told, in order."""

from collections import defaultdict
from typing import Any

from agents.case import hearing
from agents.case.telling import Aside, Said
from contracts.cases import Case
from contracts.ids import part_id
from contracts.kin import KinFact
from contracts.kinship import Part
from contracts.lifecycle import State
from contracts.orders import MergeOrdered, SplitOrdered
from tests.builders.cases import Story, a_moment, events
from tests.builders.facts import MONDAY, REQUEST

OTHER = "0f9e8d7c-6b5a-5493-8f21-0a1b2c3d4e5f"
SERVICE = "dlh.with-others"
TEN = "2026-03-16 10:00"
NOON, LATER, NEXT = "2026-03-16 12:00", "2026-03-16 14:00", "2026-03-17 10:00"
DLH, DISHUB = part_id(REQUEST, "dlh"), part_id(REQUEST, "dishub")


class Kindred:
    """The requests of a small city; `deliver` lets each hear what others told it."""

    def __init__(self) -> None:
        self.stories: dict[str, Story] = {}
        self.under_way: list[KinFact] = []
        self._read: dict[str, int] = defaultdict(int)

    def of(self, request: str = REQUEST) -> Story:
        """A request as its case sees it."""
        if request not in self.stories:
            self.stories[request] = Story(request=request)
        return self.stories[request]

    def collect(self) -> list[KinFact]:
        """What was told since the last call."""
        for request, story in self.stories.items():
            new = story.said[self._read[request] :]
            self._read[request] = len(story.said)
            self.under_way += events(new, KinFact)
        return self.under_way

    def deliver(self, when: str, most: int = 1_000) -> None:
        """Everything that is told arrives, and what that leads to, until all is quiet."""
        while self.collect() and most > 0:
            fact = self.under_way.pop(0)
            self.hear(fact, when)
            most -= 1

    def hear(self, fact: KinFact, when: str) -> list[Said | Aside]:
        """One fact arrives."""
        story = self.of(fact.request_id)
        return story.take(hearing.hear(story.case, fact, a_moment(when), story.rules))

    def split(self, *agencies: str, when: str = TEN, **asked: Any) -> Story:
        """A request of DLH's is received and split between it and others: the whole."""
        whole = self.of()
        if whole.case.request is None:
            whole.submit(MONDAY, service=SERVICE, **asked)
        whole.order(SplitOrdered, when, agencies=agencies or ("dishub",))
        self.deliver(when)
        return whole

    def part(self, agency: str) -> Story:
        """An agency's part of it."""
        return self.of(part_id(REQUEST, agency))

    def report(self, agency: str, state: State, when: str, **said: Any) -> None:
        """An agency reports of its part, and the whole hears of it."""
        request = self.part(agency).case.request_id
        self.part(agency).report(state, when, agency, request_id=request, **said)
        self.deliver(when)

    def done(self, *agencies: str, when: str = NOON) -> None:
        """Each of them has done its part."""
        for agency in agencies:
            self.report(agency, State.RESOLVED, when)

    def known(self, agency: str) -> Part:
        """What the whole knows of an agency's part."""
        own = part_id(REQUEST, agency)
        (found,) = (one for one in self.of().case.parts if one.request_id == own)
        return found

    def two(self, when: str = MONDAY) -> tuple[Story, Story]:
        """Two requests that ask the same."""
        first, second = self.of(), self.of(OTHER)
        first.submit(when, service=SERVICE, ticket="KS-FIRST")
        second.submit(when, service=SERVICE, request_id=OTHER, ticket="KS-SECOND", reference="D-2")
        return first, second

    def merge(self, gone: Story, stays: Story, when: str) -> None:
        """An operator merges one into another, which is asked first."""
        request = stays.case.request
        into = {
            "into": stays.case.request_id,
            "into_ticket": request.ticket if request is not None else "KS-NONE",
        }
        gone.order(MergeOrdered, when, asks=True, **into)
        self.deliver(when)


def cases(kindred: Kindred) -> list[Case]:
    """Every case as it stands."""
    return [story.case for story in kindred.stories.values()]
