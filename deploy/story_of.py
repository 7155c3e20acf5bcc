"""What the bus said of one request, as a story short enough to read; takes messages, sends none."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from contracts.cases import Case, ClockState
from contracts.envelope import type_of
from contracts.records import Message
from contracts.sla import (
    CLOCK_EVENTS,
    ClockBreached,
    ClockCancelled,
    ClockEvent,
    ClockExtended,
    ClockMet,
    ClockPaused,
    ClockRecomputed,
    ClockRenewed,
    ClockResumed,
    ClockStarted,
    ClockStopped,
)
from contracts.status import StatusChanged
from contracts.topics import SLA, STATUS
from services.catalogue.histories import Promise, Step, Story, Stretch

Change = Callable[[Promise, datetime, ClockEvent], dict[str, Any]]
"""What an event changes in a promise, at an instant of city time."""


class Heading(NamedTuple):
    """What a story begins with: the fate of each event, the case, and the city's zone."""

    became: tuple[str, ...]
    case: Case
    zone: tzinfo | None


def story_of(heading: Heading, said: Sequence[Message]) -> Story:
    """The story of a case and all that was said of it, in the order it was said."""
    case = heading.case
    return Story(
        became=heading.became,
        agency=case.agency,
        co_agencies=case.co_agencies,
        states=tuple(_steps(said, heading.zone)),
        clocks=tuple(_promises(said, heading.zone)),
    )


def _steps(said: Sequence[Message], zone: tzinfo | None) -> Iterable[Step]:
    for message in said:
        if message.topic == STATUS:
            one = StatusChanged.read(message.value or b"")
            yield Step(
                at=one.occurred_at.astimezone(zone),
                state=one.state,
                implied=one.implied,
                agency=one.agency,
                native=one.native,
                outcome=one.outcome,
                reason=one.reason,
            )


def _promises(said: Sequence[Message], zone: tzinfo | None) -> Iterable[Promise]:
    promises: dict[tuple[str | int, ...], Promise] = {}
    for message in said:
        if message.topic != SLA or type_of(message.headers) not in CLOCK_EVENTS:
            continue
        event = _clock_event(message)
        key: tuple[str | int, ...] = event.metric, event.policy, event.cycle
        at, due = event.occurred_at.astimezone(zone), event.due.astimezone(zone)
        if isinstance(event, ClockStarted):
            if key in promises:  # what is promised each time anew: the earlier time stays
                promises[*key, len(promises)] = promises.pop(key)
            promises[key] = Promise(
                metric=event.metric,
                policy=event.policy,
                started_at=at,
                due=due,
                cycle=event.cycle,
                result=ClockState.RUNNING,
            )
        elif type(event) in _CHANGES:
            changed = _CHANGES[type(event)](promises[key], at, event)
            promises[key] = promises[key].model_copy(update={"due": due, **changed})
    return promises.values()


def _clock_event(message: Message) -> ClockEvent:
    return CLOCK_EVENTS[type_of(message.headers)].read(message.value or b"")


def _pause(promise: Promise, at: datetime, _event: ClockEvent) -> dict[str, Any]:
    return {"result": ClockState.PAUSED, "pauses": (*promise.pauses, Stretch(since=at))}


def _resume(promise: Promise, at: datetime, _event: ClockEvent) -> dict[str, Any]:
    *earlier, last = promise.pauses
    ended = Stretch(since=last.since, until=at)
    return {"result": ClockState.RUNNING, "pauses": (*earlier, ended)}


def _ended(result: ClockState) -> Change:
    return lambda _promise, at, _event: {"result": result, "ended_at": at}


def _taken_back(_promise: Promise, _at: datetime, event: ClockEvent) -> dict[str, Any]:
    state = ClockState(event.state) if isinstance(event, ClockRecomputed) else ClockState.RUNNING
    late = state is ClockState.BREACHED
    return {"result": state, "breached": late, "ended_at": None, "recomputed": True}


_CHANGES: dict[type[ClockEvent], Change] = {
    ClockPaused: _pause,
    ClockResumed: _resume,
    ClockBreached: lambda *_: {"result": ClockState.BREACHED, "breached": True},
    ClockMet: _ended(ClockState.MET),
    ClockStopped: _ended(ClockState.STOPPED),
    ClockCancelled: _ended(ClockState.CANCELLED),
    ClockRecomputed: _taken_back,
    ClockRenewed: lambda *_: {"result": ClockState.RUNNING},
    ClockExtended: lambda *_: {},
}
"""What each event changes in a promise; those that only say something are not here."""


def told(story: Story) -> str:
    """A story as the lines of YAML an example file ends with."""
    lines = ["story:", f"  became: [{', '.join(_quoted(one) for one in story.became)}]"]
    if story.agency is not None:
        lines.append(f"  agency: {story.agency}")
    if story.co_agencies:
        lines.append(f"  co_agencies: [{', '.join(story.co_agencies)}]")
    lines += (
        ["  states:", *(_row(step) for step in story.states)] if story.states else ["  states: []"]
    )
    lines += (
        ["  clocks:", *(_row(clock) for clock in story.clocks)]
        if story.clocks
        else ["  clocks: []"]
    )
    return "\n".join(lines) + "\n"


def _row(value: Step | Promise) -> str:
    fields = value.model_dump(mode="json", exclude_defaults=True)
    return f"    - {_flow(fields)}"


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    return str(value).lower() if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    return (
        text if text.replace("_", "").replace("-", "").replace(".", "").isalpha() else f'"{text}"'
    )


def with_story(example: str, story: Story) -> str:
    """An example file's text with its story written anew; what stands before it stays."""
    events = example.partition("\nstory:")[0].rstrip()
    return f"{events}\n\n{told(story)}"
