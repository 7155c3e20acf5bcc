"""What topics are meant to be against what they are; compares, never changes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from contracts.topics import Topic
from services.kafka.ports import Difference

_KEPT = ("cleanup.policy",)
_SHORTER_LOSES = ("retention.ms",)


class Standing(NamedTuple):
    """A topic as the broker has it."""

    partitions: int
    settings: Mapping[str, str]


def meant(topic: Topic, replication: int) -> dict[str, str]:
    """A topic's settings; a write needs two replicas where there are as many."""
    return {**topic.config(), "min.insync.replicas": str(min(2, replication))}


def differences(
    topics: Sequence[Topic], standing: Mapping[str, Standing], replication: int
) -> Iterator[Difference]:
    """One row for each thing that is not as meant."""
    for topic in topics:
        found = standing.get(topic.name)
        if found is None:
            yield Difference(topic.name, "topic", f"{topic.partitions} partitions", "-", "create")
            continue
        if found.partitions != topic.partitions:
            wanted, have = str(topic.partitions), str(found.partitions)
            yield Difference(topic.name, "partitions", wanted, have, "refuse")
        for name, value in meant(topic, replication).items():
            have = found.settings.get(name, "not set")
            if have != value:
                remedy = _remedy(name, value, have)
                yield Difference(topic.name, name, value, have, remedy)


def _remedy(name: str, value: str, have: str) -> Literal["set", "refuse"]:
    """A change that would throw records away is for a person to make."""
    if name in _KEPT:
        return "refuse"
    shorter = name in _SHORTER_LOSES and have.isdigit() and int(value) < int(have)
    return "refuse" if shorter else "set"


def refusal(rows: Sequence[Difference]) -> str:
    """Why nothing was changed, as one text."""
    told = "; ".join(
        f"{row.topic}: {row.what} is {row.found}, meant is {row.meant}" for row in rows
    )
    return (
        f"Nothing was changed, because this cannot be: {told}. A partition count that changed"
        " would part requests from their earlier records; a shorter retention would delete."
    )
