"""What each kind of fact does to a request, and who may say it; a new kind is a row."""

from collections.abc import Callable
from typing import NamedTuple

from contracts.cases import Class
from contracts.catalogue import Signal
from contracts.lifecycle import NOT_OURS, TABLE, WORKING, Actor, State
from contracts.requests import (
    AnswerReceived,
    Claim,
    ConfirmationReceived,
    ExtensionAsked,
    NoteReceived,
    ObjectionReceived,
    RequestHeld,
    RequestReceived,
    StatusUpdated,
    WithdrawalReceived,
)
from services.ledger.reference.extending import ask
from services.ledger.reference.handing import give_back, reopen, send_back
from services.ledger.reference.heard import Document, Heard
from services.ledger.reference.looking_back import wait
from services.ledger.reference.story import Mark, Story, Words
from services.ledger.reference.trails import trail


def _asked(story: Story, fact: Heard) -> bool:
    return fact.agency == story.submitter


def _works(story: Story, fact: Heard) -> bool:
    return fact.agency in (story.agency, *story.helpers)


def _either(story: Story, fact: Heard) -> bool:
    return _asked(story, fact) or _works(story, fact)


def _again(_story: Story, _fact: Heard) -> Class:
    """A reference stands for one submission."""
    return Class.REJECTED


def _reported(story: Story, fact: Heard) -> Class:
    if story.family.parts:  # each agency says it of its own part
        return Class.REFUSED
    mark = (fact.occurred_at, fact.origin.get("sequence"))
    earlier_cycle = story.cycle_began is not None and fact.occurred_at < story.cycle_began
    if earlier_cycle:
        return Class.LATE
    if _older(mark, story.marks.get(fact.agency)):
        _told_late(story, fact)
        return Class.LATE
    if fact.body.get("mapped") is not None and not _moved(story, fact):
        return Class.REFUSED
    story.marks[fact.agency] = mark
    story.told_states.append((fact.occurred_at, story.state))
    return Class.APPLIED


def _told_late(story: Story, fact: Heard) -> None:
    """An older report moves nothing; a response it tells of was one, and what was done was done."""
    mapped, at = fact.body.get("mapped"), fact.occurred_at
    if mapped is None:
        return
    if _responds(mapped):
        story.clocks.told_late(Signal.RESPONDED, at)
    done = story.state in (State.RESOLVED, State.CLOSED)
    if done and mapped["state"] == State.RESOLVED and not _lacks_proof(story, fact):
        story.clocks.told_late(Signal.RESOLVED, at)
    wait(story, mapped, at)


def _responds(mapped: Document) -> bool:
    rank = TABLE[State(mapped["state"])].rank
    return mapped["human"] and rank >= TABLE[State.ACKNOWLEDGED].rank


def _moved(story: Story, fact: Heard) -> bool:
    """A person's report is a response first; then the request goes where its words say."""
    mapped, at = fact.body["mapped"], fact.occurred_at
    target = State(mapped["state"])
    if mapped.get("reason") == NOT_OURS:
        return give_back(story, fact)
    way = None if story.state is None else trail(story.state, target, Actor.AGENCY)
    if way is None or (way and target is State.RESOLVED and _lacks_proof(story, fact)):
        return False
    if _responds(mapped):
        story.clocks.signal(Signal.RESPONDED, at)
        if way and TABLE[target].rank <= WORKING:
            story.clocks.signal(Signal.NEWS, at)
    outcome = mapped.get("outcome") or fact.body.get("outcome")
    words = Words(fact.body["native"], outcome, mapped.get("reason"))
    story.go(target, Actor.AGENCY, at, words)
    story.outcome = story.told(words).outcome or story.outcome
    return True


def _lacks_proof(story: Story, fact: Heard) -> bool:
    """Whether something its service asks to be shown is not; old stories show nothing."""
    rule, body = story.service.evidence, fact.body
    if fact.origin["claim"] == Claim.BACKFILL:
        return False
    shown = {
        "photo_before": rule.photo_before,
        "photo_after": rule.photo_after,
        "officer": rule.officer_id,
    }
    short = len((body.get("note") or "").strip()) < rule.minimum_text
    return short or any(asked and not body.get(name) for name, asked in shown.items())


def _older(mark: Mark, applied: Mark | None) -> bool:
    """By when it happened; at the same instant by the agency's own numbers, where both have one."""
    if applied is None:
        return False
    (at, number), (last_at, last_number) = mark, applied
    if at != last_at or number is None or last_number is None:
        return at < last_at
    return number < last_number


def _answered(story: Story, fact: Heard) -> Class:
    if story.state is State.NEEDS_INFORMATION:
        story.enter(story.came_from or State.RECEIVED, fact.occurred_at)
    else:
        story.told_states.append((fact.occurred_at, None))
    return Class.APPLIED


def _objected(story: Story, fact: Heard) -> Class:
    """It is not done: back to work, or open again where its window is."""
    words, at, state = Words(reason="reporter-objects"), fact.occurred_at, story.state
    if state is not None and trail(state, State.IN_PROGRESS, Actor.REPORTER):
        send_back(story, at, words)
        return Class.APPLIED
    until = story.open_until()
    if until is None or at > until:
        return Class.REFUSED
    reopen(story, fact.received_at, words)
    return Class.APPLIED


def _noted(_story: Story, _fact: Heard) -> Class:
    return Class.APPLIED


def _confirmed(story: Story, fact: Heard) -> Class:
    """An office may have to see for itself; then the reporter's word closes nothing."""
    if story.state is State.RESOLVED and story.service.closure.confirm_by == "office":
        return Class.REFUSED
    return _to(State.CLOSED)(story, fact)


def _to(target: State) -> Callable[[Story, Heard], Class]:
    def does(story: Story, fact: Heard) -> Class:
        moved = story.go(target, Actor.REPORTER, fact.occurred_at)
        return Class.APPLIED if moved else Class.REFUSED

    return does


class Spoken(NamedTuple):
    """A kind of fact: who may say it of a request, and what it does to one."""

    by: Callable[[Story, Heard], bool]
    does: Callable[[Story, Heard], Class]


HEARD: dict[str, Spoken] = {
    RequestReceived.TYPE: Spoken(_asked, _again),
    StatusUpdated.TYPE: Spoken(_works, _reported),
    AnswerReceived.TYPE: Spoken(_asked, _answered),
    WithdrawalReceived.TYPE: Spoken(_asked, _to(State.WITHDRAWN)),
    ConfirmationReceived.TYPE: Spoken(_asked, _confirmed),
    ObjectionReceived.TYPE: Spoken(_asked, _objected),
    ExtensionAsked.TYPE: Spoken(_works, ask),
    NoteReceived.TYPE: Spoken(_either, _noted),
    RequestHeld.TYPE: Spoken(_asked, _again),
}
"""Every kind the twin was taught. A new kind is a row; until then it is not judged."""
