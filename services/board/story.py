"""A request's whole story as its page lays it out; told elsewhere, once, for every reader."""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import NamedTuple

from contracts.events import Sentences


class DayRow(NamedTuple):
    """One day of a term: which, its hours, what it is to the term, and why."""

    day: str
    hours: str
    counts: str
    reason: str
    is_off: bool


class ClockStory(NamedTuple):
    """One promise: where it stands, and why it is due when it is."""

    name: str
    state: str
    tone: str
    told: Sentences
    basis: str
    calendar: str
    skipped: Sequence[str]
    """Days that did not count, by date and name."""
    days: Sequence[DayRow]
    decrees: Sequence[str]


class LineStory(NamedTuple):
    """One thing that was said, when, and the record that says so."""

    at: str
    sentence: str
    kind: str
    record: str


class StoryPage(NamedTuple):
    """One request's whole story."""

    ticket: str
    request_id: str
    standing: str
    details: Sequence[str]
    clocks: Sequence[ClockStory]
    lines: Sequence[LineStory]


class NotTold(Exception):
    """A story cannot be told; the sentence says why."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


Teller = Callable[[str], Awaitable[StoryPage]]
"""Tells the story of a ticket, a request id or AGENCY/REFERENCE; NotTold where it cannot."""
