"""What a replay came to, or would come to, as an operator reads it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agents.case.telling import Aside, Said
from contracts.lifecycle import TABLE
from contracts.sla import ClockEvent
from contracts.status import StatusChanged
from contracts.topics import QUARANTINE
from deploy.cli.answers import Exit, console, print_json
from deploy.quarantine.awaiting import HELD, Awaited
from deploy.quarantine.foresight import Foreseen, Ground
from deploy.quarantine.planning import Group, better_version


class Replayed(NamedTuple):
    """The groups, what became of what was written, and what was left."""

    groups: list[Group]
    awaited: Awaited
    ground: Ground
    now_ms: int
    more: int
    dry_run: bool
    wait: float

    @property
    def left(self) -> int:
        """How many records stay where they are, since they would be put aside again."""
        return sum(not group.sends(one) for group in self.groups for one in group.foreseen)

    @property
    def code(self) -> int:
        """How the command ends: 0 where all came to something, or was not waited for."""
        if self.left or any(self._again(became) for became in self.awaited.became.values()):
            return Exit.PROBLEMS
        late = self.awaited.open and self.wait and not self.dry_run
        return Exit.UNREACHABLE if late else 0

    def _again(self, became: str) -> bool:
        return became == HELD or became.startswith("put aside")

    def became(self, one: Foreseen, group: Group) -> str:
        """What became of one record, or would."""
        if not group.sends(one):
            return f"left in quarantine. {one.sentence}"
        if self.dry_run:
            return f"would be {one.became}. {one.sentence}".rstrip()
        retry = one.read.fact.retry if one.read.fact is not None else None
        name = retry.retry_id if retry is not None else ""
        return self.awaited.became.get(name, "written, not judged yet")


def tell(replayed: Replayed, *, as_json: bool) -> None:
    """Print it, a request after the other, or as one JSON value."""
    if as_json:
        print_json(as_json_of(replayed))
    else:
        _tell(replayed)


def _tell(replayed: Replayed) -> None:
    out = console()
    if not replayed.groups:
        out.print("Nothing of that kind waits in quarantine.")
    for group in replayed.groups:
        for line in _lines(group, replayed):
            out.print(line, markup=False)
    if replayed.awaited.open and replayed.wait and not replayed.dry_run:
        out.print(
            f"{replayed.awaited.open} not judged within {replayed.wait:g} s: they are written and"
            " will be, once both workers run."
        )
    if replayed.more:
        out.print(f"{replayed.more} more are of that kind; the same command takes the next.")


def _lines(group: Group, replayed: Replayed) -> Iterator[str]:
    for one in group.foreseen:
        what = one.read.what
        yield f"{what.quarantine_id} {what.agency} {what.reason}: {replayed.became(one, group)}"
        version = better_version(one, replayed.ground, replayed.now_ms)
        if version is not None:
            yield f"  By {version}, in force now, it would be taken: add --under now."
        if replayed.dry_run and group.sends(one):
            yield from (f"  {line}" for line in _said(one.said))
    if group.release is not None:
        yield f"Request {group.request_id}: {_released(group, replayed)}"


def _released(group: Group, replayed: Replayed) -> str:
    if not group.goes_on:
        return "stays held, since our code still fails on one of its records."
    if replayed.dry_run:
        return "would go on."
    became = replayed.awaited.became.get(group.release or "", "the end of its hold is written")
    return f"{became}; replay it again for what came meanwhile." if became == HELD else became


def _said(said: Sequence[Said | Aside]) -> Iterator[str]:
    """What would be said, a line a topic."""
    for one in said:
        if isinstance(one, Aside):
            yield f"{QUARANTINE}: {one.refusal.reason}"
        elif isinstance(one.event, StatusChanged):
            yield f"{one.topic}: {TABLE[one.event.state].label_id}"
        elif isinstance(one.event, ClockEvent):
            yield f"{one.topic}: {one.event.metric} {type(one.event).__name__.lower()[5:]}"
        else:
            yield f"{one.topic}: {type(one.event).__name__}"


def as_json_of(replayed: Replayed) -> dict[str, object]:
    """The same as one JSON value; in a dry run with every event that would be said."""
    return {
        "dry_run": replayed.dry_run,
        "more": replayed.more,
        "not_judged_yet": replayed.awaited.open,
        "requests": [_group_as_json(group, replayed) for group in replayed.groups],
    }


def _group_as_json(group: Group, replayed: Replayed) -> dict[str, object]:
    return {
        "request_id": group.request_id,
        "held": group.release is not None,
        "release": None if group.release is None else _released(group, replayed),
        "records": [_record_as_json(one, group, replayed) for one in group.foreseen],
    }


def _record_as_json(one: Foreseen, group: Group, replayed: Replayed) -> dict[str, object]:
    said = [event for event in one.said if isinstance(event, Said)] if replayed.dry_run else []
    return {
        "quarantine_id": one.read.what.quarantine_id,
        "agency": one.read.what.agency,
        "reason": one.read.what.reason,
        "replayed": group.sends(one) and not replayed.dry_run,
        "became": replayed.became(one, group),
        "said": [{"topic": s.topic, **s.event.model_dump(mode="json")} for s in said],
    }
