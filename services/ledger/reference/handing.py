"""Who has a request: given, given back, given on, sent back to work, opened again."""

from datetime import datetime
from typing import Final

from contracts.catalogue import Signal
from contracts.lifecycle import NOT_OURS, State
from services.ledger.reference.climbing import bounced
from services.ledger.reference.heard import Heard
from services.ledger.reference.story import SILENT, Story, Words
from services.ledger.reference.trails import may_give_back

MOST_HOPS: Final = 2
"""Handed over so often, agencies no longer decide between themselves."""


def give(
    story: Story, agency: str, helpers: tuple[str, ...], at: datetime, words: Words = SILENT
) -> None:
    """An agency has it from now on."""
    if story.agency is not None and story.agency != agency:
        story.clocks.signal(Signal.HANDED_OVER, at)
    story.agency, story.helpers = agency, helpers
    story.read_terms()
    story.enter(State.ROUTED, at, words)


def give_back(story: Story, report: Heard) -> bool:
    """The agency that has it says it is another's; False where it may not."""
    at, native = report.occurred_at, report.body["native"]
    if report.agency != story.agency or story.state is None or not may_give_back(story.state):
        return False
    heir = _heir(story, report.body.get("hand_to"))
    story.hops += 1
    if heir == report.agency or story.hops >= MOST_HOPS:
        story.clocks.signal(Signal.HANDED_OVER, at)
        story.agency, story.helpers = None, ()
        story.read_terms()
        story.enter(State.VERIFIED, at, Words(native, reason="arbitration"))
    else:
        others = tuple(code for code in story.helpers if code != heir)
        give(story, heir, others, at, Words(native, reason=NOT_OURS))
    bounced(story.clocks, story.hops, at)
    return True


def give_on(
    story: Story, agency: str, helpers: tuple[str, ...], at: datetime, words: Words
) -> None:
    """An operator says who has it."""
    if story.state is State.RECEIVED:
        story.enter(State.VERIFIED, at, implied=True)
    story.hops += story.agency is not None and story.agency != agency
    give(story, agency, helpers, at, words)


def send_back(story: Story, at: datetime, words: Words) -> None:
    """It was resolved and is not done, nor are its parts."""
    go_back(story, at, words)
    story.tell_parts(State.IN_PROGRESS, at, words.reason)


def go_back(story: Story, at: datetime, words: Words = SILENT) -> None:
    """It is at work again: what was met is met no more."""
    story.outcome = None
    story.enter(State.IN_PROGRESS, at, words)
    story.clocks.take_back(Signal.RESOLVED, at, "sent-back")


def reopen(story: Story, at: datetime, words: Words) -> None:
    """A new cycle begins with whoever had it, or would have had it; or with all its parts."""
    begin_cycle(story, at)
    if story.family.parts:
        story.tell_parts(State.IN_PROGRESS, at, words.reason)
        open_whole(story, at, words)
        return
    routed = story.asked["route"].get("agency")
    agency = story.agency or routed or story.service.fallback
    give(story, agency, story.helpers, at, words)
    story.clocks.signal(Signal.REOPENED, at)


def open_whole(story: Story, at: datetime, words: Words = SILENT) -> None:
    """Agencies coordinate once more."""
    story.enter(State.ROUTED, at, implied=True)
    story.enter(State.COORDINATING, at, words)
    story.clocks.signal(Signal.REOPENED, at)


def begin_cycle(story: Story, at: datetime) -> None:
    """From here on all counts anew."""
    story.clocks.cycle += 1
    story.clocks.taken_up = False
    story.cycle_began, story.hops, story.outcome, story.marks = at, 0, None, {}
    story.asked_days, story.told_states = None, []


def _heir(story: Story, named: str | None) -> str:
    """The agency that was named, where it offers the service; else the service's fallback."""
    catalogue, service = story.catalogue, story.service
    if named is not None and story.ground.answers_for(catalogue, named, service.code):
        return named
    return service.fallback
