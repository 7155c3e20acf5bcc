"""Intake's way of carrying: nothing is lost, and what is done again has the same bytes."""

import asyncio
import signal
from collections.abc import Sequence

import pytest

from contracts.records import Record
from tests.broker.engine_scene import Scene
from tests.broker.engine_worker import BUG

KEYS = [f"laporan-{number % 40}" for number in range(600)]


def origin(record: Record) -> str:
    """Where the forwarded record came from."""
    return dict(record.headers)["from"].decode()


def origins(records: Sequence[Record]) -> set[str]:
    return {origin(record) for record in records}


def copies_differ(records: Sequence[Record]) -> bool:
    bytes_of = {origin(record): (record.key, record.value, record.headers) for record in records}
    return any(
        bytes_of[origin(record)] != (record.key, record.value, record.headers) for record in records
    )


def first_copies_in_order(records: Sequence[Record]) -> bool:
    """Per input partition, a record was first forwarded after all before it with the same key."""
    seen: dict[tuple[str, bytes | None], int] = {}
    done: set[str] = set()
    for record in records:
        place, offset = origin(record).rsplit("/", 1)
        if origin(record) not in done and seen.get((place, record.key), -1) > int(offset):
            return False
        done.add(origin(record))
        seen[place, record.key] = max(int(offset), seen.get((place, record.key), -1))
    return True


@pytest.mark.parametrize(
    ("point", "after"), [("before-delivery", 2), ("delivered", 2), ("committed", 1)]
)
async def test_a_killed_intake_loses_nothing_and_repeats_the_same_bytes(
    scene: Scene, point: str, after: int
) -> None:
    await scene.create("in", "out")
    await scene.publish("in", KEYS)
    doomed = scene.worker("forward", at=point, after=after)
    assert (await scene.ended(doomed))[0] == -signal.SIGKILL
    successor = scene.worker("forward")
    await scene.publish("in", KEYS)
    forwarded = await scene.until("out", lambda records: len(origins(records)) == 2 * len(KEYS))
    assert not copies_differ(forwarded)
    assert first_copies_in_order(forwarded)
    assert await scene.stopped(successor) == 0


async def test_a_stopped_intake_repeats_nothing(scene: Scene) -> None:
    await scene.create("in", "out")
    await scene.publish("in", KEYS)
    worker = scene.worker("forward", chunk=7)
    await scene.until("out", lambda records: len(records) > 0)
    assert await scene.stopped(worker) == 0
    await scene.publish("in", KEYS)
    successor = scene.worker("forward", chunk=7)
    total = 2 * len(KEYS)
    forwarded = await scene.until("out", lambda records: len(origins(records)) == total)
    assert await scene.stopped(successor) == 0
    assert len(await scene.read("out")) == len(forwarded) == total


async def test_two_intakes_share_the_work_and_repeat_nothing(scene: Scene) -> None:
    await scene.create("in", "out")
    going_on = asyncio.Event()
    going_on.set()
    first = scene.worker("forward", chunk=20)
    sending = asyncio.create_task(scene.publish_while("in", KEYS[:20], going_on))
    await scene.until("out", lambda records: len(records) > 0)
    second = scene.worker("forward", chunk=20)
    await scene.joined(second)
    going_on.clear()
    total = await sending * 20
    await scene.until("out", lambda records: len(origins(records)) == total)
    assert [await scene.stopped(first), await scene.stopped(second)] == [0, 0]
    assert len(await scene.read("out")) == total


async def test_a_new_agencys_topic_is_read_from_its_first_record(scene: Scene) -> None:
    await scene.create("in", "out")
    await scene.publish("in", KEYS[:10])
    worker = scene.worker("forward")
    await scene.until("out", lambda records: len(records) == 10)
    await scene.create("dishub")
    await scene.publish("dishub", KEYS[:25])
    (scene.folder / "topics").write_text(scene.topic("dishub"))
    forwarded = await scene.until("out", lambda records: len(origins(records)) == 35)
    assert len(forwarded) == 35
    assert await scene.stopped(worker) == 0


async def test_a_worker_whose_topic_is_missing_ends_with_a_sentence(scene: Scene) -> None:
    await scene.create("in")
    await scene.publish("in", KEYS[:1])
    status, stderr = await scene.ended(scene.worker("forward"))
    missing = scene.topic("out")
    sentence = f"The topic {missing} does not exist; create it with `simpul topics apply`"
    assert (status, stderr) == (70, f"{sentence}, then start again.\n")


async def test_five_surprises_pause_their_partition_and_no_other(scene: Scene) -> None:
    await scene.create("in", "out")
    await scene.publish("in", ["laporan-0"] * 5, BUG)
    paused = scene.worker("forward", chunk=1)
    await scene.until("out", lambda records: len(records) == 5)
    await scene.publish("in", KEYS[:40])
    beside = _not_with("laporan-0", await scene.read("in"))
    await scene.until("out", lambda records: len(records) == 5 + beside)
    assert await scene.stopped(paused) == 0
    resumed = scene.worker("forward")
    await scene.until("out", lambda records: len(records) == 45)
    assert await scene.stopped(resumed) == 0


def _not_with(key: str, records: Sequence[Record]) -> int:
    """How many records lie in other partitions than those of a key."""
    here = {record.partition for record in records if record.key == key.encode()}
    return sum(record.partition not in here for record in records)
