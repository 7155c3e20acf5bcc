"""The case's way of carrying: every output once, in order, whatever happens to the worker."""

import asyncio
import json
import signal
from collections import defaultdict
from collections.abc import Sequence

import pytest

from contracts.records import Record
from tests.broker.engine_scene import PARTITIONS, Scene

KEYS = [f"kasus-{number % 40}" for number in range(600)]


def counted(records: Sequence[Record]) -> dict[str, list[int]]:
    """What was said of each key, in the order of the log."""
    said: dict[str, list[int]] = defaultdict(list)
    for record in records:
        said[(record.key or b"").decode()].append(json.loads(record.value or b"{}")["n"])
    return dict(said)


def exactly(keys: Sequence[str]) -> dict[str, list[int]]:
    """Every key counted from one, each number once, in order."""
    return {key: list(range(1, keys.count(key) + 1)) for key in set(keys)}


@pytest.mark.parametrize("point", ["in-transaction", "before-commit", "committed"])
async def test_a_killed_case_worker_neither_loses_nor_repeats(scene: Scene, point: str) -> None:
    await scene.create("in", "out", "state")
    await scene.publish("in", KEYS)
    doomed = scene.worker("fold", at=point, after=3)
    assert (await scene.ended(doomed))[0] == -signal.SIGKILL
    successor = scene.worker("fold")
    await scene.publish("in", KEYS)
    await scene.until("out", lambda records: len(records) >= 2 * len(KEYS))
    assert await scene.stopped(successor) == 0
    assert counted(await scene.read("out")) == exactly(KEYS + KEYS)


async def test_a_stopped_case_worker_repeats_nothing(scene: Scene) -> None:
    await scene.create("in", "out", "state")
    await scene.publish("in", KEYS)
    worker = scene.worker("fold", chunk=7)
    await scene.until("out", lambda records: len(records) > 0)
    assert await scene.stopped(worker) == 0
    await scene.publish("in", KEYS)
    successor = scene.worker("fold", chunk=7)
    await scene.until("out", lambda records: len(records) >= 2 * len(KEYS))
    assert await scene.stopped(successor) == 0
    assert counted(await scene.read("out")) == exactly(KEYS + KEYS)


async def test_a_frozen_case_worker_that_thaws_is_refused(scene: Scene) -> None:
    await scene.create("in", "out", "state")
    await scene.publish("in", KEYS)
    frozen = scene.worker("fold", at="in-transaction", after=2, signal=signal.SIGSTOP)
    await scene.frozen(frozen)
    successor = scene.worker("fold")
    await scene.until("out", lambda records: len(records) >= len(KEYS))
    frozen.send_signal(signal.SIGCONT)
    status, stderr = await scene.ended(frozen)
    assert (status, stderr.count("\n")) == (70, 1)
    assert "Another worker has taken over" in stderr
    scene.workers.remove(frozen)
    await scene.publish("in", KEYS)
    await scene.until("out", lambda records: len(records) >= 2 * len(KEYS))
    assert await scene.stopped(successor) == 0
    assert counted(await scene.read("out")) == exactly(KEYS + KEYS)


async def test_two_case_workers_share_the_work_exactly_once(scene: Scene) -> None:
    await scene.create("in", "out", "state")
    going_on = asyncio.Event()
    going_on.set()
    first = scene.worker("fold", chunk=20)
    sending = asyncio.create_task(scene.publish_while("in", KEYS[:20], going_on))
    await scene.until("out", lambda records: len(records) > 0)
    second = scene.worker("fold", chunk=20)
    await scene.joined(second)
    going_on.clear()
    times = await sending
    await scene.until("out", lambda records: len(records) >= times * 20)
    assert [await scene.stopped(first), await scene.stopped(second)] == [0, 0]
    assert counted(await scene.read("out")) == exactly(KEYS[:20] * times)


async def test_a_partition_that_comes_back_unchanged_is_not_read_again(scene: Scene) -> None:
    await scene.create("in", "out", "state")
    await scene.publish("in", KEYS)
    first = scene.worker("fold")
    await scene.until("out", lambda records: len(records) >= len(KEYS))
    second = scene.worker("fold")
    for worker in (first, second):
        await scene.owns(worker, PARTITIONS // 2)
    await scene.publish("in", KEYS)
    await scene.until("out", lambda records: len(records) >= 2 * len(KEYS))
    read_back = [scene.log(worker).count("recovered from") for worker in (first, second)]
    assert read_back == [PARTITIONS, PARTITIONS // 2]
    assert counted(await scene.read("out")) == exactly(KEYS + KEYS)


async def test_a_worker_told_to_stop_while_partitions_change_hands_ends_in_good_order(
    scene: Scene,
) -> None:
    """Seen: status 70 and `The worker failed with CancelledError`."""
    await scene.create("in", "out", "state")
    leaving, frozen = (scene.worker("fold", session_timeout=20) for _ in range(2))
    for worker in (leaving, frozen):
        await scene.owns(worker, PARTITIONS // 2)
    frozen.send_signal(signal.SIGSTOP)
    scene.worker("fold", session_timeout=20)  # waits, as everybody does, for the frozen one
    await scene.owns(leaving, 0)
    assert await scene.stopped(leaving) == 0
