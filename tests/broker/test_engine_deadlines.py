"""A deadline fires once it has passed and the intake has worked off what arrived before it."""

from aiokafka import AIOKafkaProducer

from contracts.records import Record
from tests.broker.engine_scene import Scene


def due(records: list[Record]) -> list[Record]:
    return [record for record in records if (record.value or b"").startswith(b"due")]


async def test_deadlines_fire_once_by_one_clock_record(scene: Scene) -> None:
    await scene.create("in", "out", "state")
    worker = scene.worker("fold")
    keys = [f"kasus-{number}" for number in range(20)]
    await scene.publish("in", keys, b"due in 200")
    fired = await scene.until("out", lambda records: len(due(records)) == len(keys))
    assert await scene.stopped(worker) == 0
    assert sorted((record.key or b"").decode() for record in due(fired)) == sorted(keys)
    for record in due(fired):
        assert record.timestamp >= int((record.value or b"").removeprefix(b"due "))


async def test_no_deadline_fires_before_the_intake_has_worked_off_what_arrived(
    scene: Scene,
) -> None:
    await scene.create("agency", "in", "out", "state", "facts")
    await _publish_in_a_transaction(scene, "agency", 5)
    case = scene.worker("fold", intake=f"{scene.name}.forward", arrivals=scene.topic("agency"))
    await scene.publish("in", ["kasus-1"], b"due in 200")
    await scene.until("out", lambda records: len(records) == 1)
    intake = scene.worker("forward", source=scene.topic("agency"), out=scene.topic("facts"))
    fired = await scene.until("out", lambda records: len(due(records)) == 1)
    facts = await scene.read("facts")
    assert len(facts) == 5
    assert due(fired)[0].timestamp >= max(fact.timestamp for fact in facts)
    assert [await scene.stopped(case), await scene.stopped(intake)] == [0, 0]


async def _publish_in_a_transaction(scene: Scene, which: str, count: int) -> None:
    """The log then ends in a marker, which is no record."""
    async with (
        AIOKafkaProducer(
            bootstrap_servers=scene.bootstrap, transactional_id=scene.name
        ) as producer,
        producer.transaction(),
    ):
        for number in range(count):
            await producer.send(scene.topic(which), b"laporan", key=b"%d" % number)
