"""What agencies say in trouble: whole stories, and among them everything that may be wrong."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import count, islice, zip_longest
from random import Random
from typing import NamedTuple

from agents.engine.outbox import partition_of
from contracts.records import Message
from tests.broker.pipeline_scene import PARTITIONS
from tests.builders.requests import CITY, Story, some_stories


class Expected(StrEnum):
    """What must become of a record whatever happens to the bus; a repeat of it is a duplicate."""

    TAKEN = "taken"
    """Any class but duplicate and rejected, the first time it stands in the log."""
    REJECTED = "rejected"


class Said(NamedTuple):
    """A record, and what must become of it."""

    message: Message
    expected: Expected = Expected.TAKEN


Tale = Callable[[Story], list[Said]]


def _usual(story: Story) -> list[Said]:
    return [Said(message) for message in story.told()]


def _left_open(story: Story) -> list[Said]:
    """Nobody works on it: its clocks warn and breach."""
    return [Said(story.submitted())]


def _early(story: Story) -> list[Said]:
    first, second, *rest = _usual(story)
    return [second, first, *rest]


def _repeated(story: Story) -> list[Said]:
    first, second, *rest = _usual(story)
    return [first, first, second, *rest, second]


def _conflicting(story: Story) -> list[Said]:
    other = story.reported(1, note="Bukan ini.")
    return [*_usual(story), Said(other, Expected.REJECTED)]


def _withdrawn(story: Story) -> list[Said]:
    """What its agency reports afterwards is a move nobody may make."""
    body = {"reference": story.reference, "reason": "Sudah selesai sendiri."}
    told = story.says("request.withdrawn", f"{story.reference}-w", body)
    return [*_left_open(story), Said(told), Said(story.reported(1)), Said(story.reported(2))]


def _twins(story: Story) -> list[Said]:
    """The same words twice, said on purpose: two ids, one body."""
    body = {"reference": story.reference, "text": "Pelapor menelepon."}
    notes = [story.says("note.added", f"{story.reference}-n{n}", body) for n in (1, 2)]
    return [*_left_open(story), *map(Said, notes)]


def _forged(story: Story) -> list[Said]:
    """In another agency's name."""
    other = "dlh" if story.agency != "dlh" else "dishub"
    real = story.says("note.added", f"{story.reference}-f", {"text": "x"})
    headers = tuple(
        (name, f"/{CITY}/{other}".encode() if name == "ce_source" else value)
        for name, value in real.headers
    )
    return [*_left_open(story), Said(_body(real, story, headers), Expected.REJECTED)]


def _body(message: Message, story: Story, headers: tuple[tuple[str, bytes], ...]) -> Message:
    told = story.says("note.added", "", {"reference": story.reference, "text": "Dari sebelah."})
    return message._replace(value=told.value, headers=headers)


def _broken(story: Story) -> list[Said]:
    torn = story.says("note.added", f"{story.reference}-b", {})._replace(value=b'{"text":')
    return [Said(story.submitted()), Said(torn, Expected.REJECTED), Said(story.reported(1))]


TALES: tuple[tuple[int, Tale], ...] = (
    (6, _usual),
    (3, _left_open),
    (2, _early),
    (2, _repeated),
    (1, _conflicting),
    (2, _withdrawn),
    (1, _twins),
    (1, _forged),
    (2, _broken),
)
"""How often each is told, of twenty."""


def _stories(label: str, partition: int | None) -> Iterator[Story]:
    for number in count():
        story = some_stories(1 + number % 3, f"{label}-{number}")[-1]
        if partition in (None, partition_of(story.request_id.encode(), PARTITIONS)):
            yield story


def batch(dice: Random, label: str, stories: int, partition: int | None = None) -> Iterator[Said]:
    """Some stories told step by step at the same time, each in order; of one partition if asked."""
    weights = [weight for weight, _ in TALES]
    tales = dice.choices([tale for _, tale in TALES], weights, k=stories)
    chosen = islice(_stories(label, partition), stories)
    told = [tale(story) for tale, story in zip(tales, chosen, strict=True)]
    return (one for step in zip_longest(*told) for one in step if one is not None)
