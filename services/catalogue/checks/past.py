"""Example histories of a pack: events an agency may publish, in order, with a story beside them."""

from collections.abc import Iterator

from pydantic import ValidationError

from contracts.intake import AGENCY_EVENTS
from services.catalogue.checks.names import unknown
from services.catalogue.draft import Draft, Entry, codes, sound
from services.catalogue.histories import Heard, History
from services.catalogue.problems import Problem, Words
from services.catalogue.sentences import problem_of


def histories_can_be_replayed(draft: Draft) -> Iterator[Problem]:
    """Types and agencies are known, bodies fit the contract, times rise.

    An example of a rejected event may break the contract: that is what it shows.
    """
    for entry, history in sound(draft.histories):
        for place, heard in enumerate(history.events):
            yield from _heard(draft, entry, heard, place)
            if history.shape != "rejected":
                yield from _body(entry, heard, place)
            if place and heard.at < history.events[place - 1].at:
                words = Words("comes before the event above it", "Put the events in order of time")
                yield entry.problem(words, "events", place, "at")


def histories_have_their_story(draft: Draft) -> Iterator[Problem]:
    """An example is held against what a replay of it told once, and somebody read."""
    for entry, history in sound(draft.histories):
        if history.story is None:
            words = Words(
                "has no `story` to hold a replay against",
                "Replay it with `simpul agency try --write`, read what came out, and keep that",
            )
            yield entry.problem(words)


def _heard(draft: Draft, entry: Entry[History], heard: Heard, place: int) -> Iterator[Problem]:
    if heard.agency is not None and heard.agency not in codes(draft.agencies):
        words = unknown("agency", heard.agency, codes(draft.agencies))
        yield entry.problem(words, "events", place, "agency")
    if heard.type not in AGENCY_EVENTS:
        words = unknown("event type", heard.type, AGENCY_EVENTS)
        yield entry.problem(words, "events", place, "type")


def _body(entry: Entry[History], heard: Heard, place: int) -> Iterator[Problem]:
    kind = AGENCY_EVENTS.get(heard.type)
    if kind is None:
        return
    try:
        kind.model_validate(heard.data)
    except ValidationError as error:
        path = (*entry.path, "events", place, "data")
        for found in error.errors(include_url=False):
            yield problem_of(entry.document, path, found)
