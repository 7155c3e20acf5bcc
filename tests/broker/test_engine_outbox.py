"""What is written arrives in order, however large, where any Kafka client would put it."""

from aiokafka import AIOKafkaProducer

from agents.engine.clock import BrokerClock
from agents.engine.outbox import Outbox
from agents.engine.ports import EngineSettings
from contracts.records import Message
from tests.broker.engine_scene import Scene


async def test_large_and_small_messages_arrive_in_order_with_the_brokers_time(
    scene: Scene,
) -> None:
    await scene.create("out", partitions=1)
    sizes = [10, 1_000_000, 20, 300_000, 300_000, 30]
    messages = [
        Message(scene.topic("out"), b"k", b"%d" % number + b"x" * size, (("n", b"%d" % number),))
        for number, size in enumerate(sizes)
    ]
    clock = BrokerClock()
    outbox = Outbox(EngineSettings(scene.bootstrap, scene.name, scene.folder), clock)
    await outbox.start()
    try:
        await outbox.delivered(await outbox.put(messages))
    finally:
        await outbox.stop()
    read = await scene.read("out")
    assert [(record.value, record.headers) for record in read] == [
        (message.value, message.headers) for message in messages
    ]
    now = clock.now_ms()
    assert now is not None
    assert now >= max(record.timestamp for record in read)


async def test_small_chunks_share_a_batch_while_one_waits(scene: Scene) -> None:
    await scene.create("out", partitions=1)
    outbox = Outbox(EngineSettings(scene.bootstrap, scene.name, scene.folder), BrokerClock())
    await outbox.start()
    try:
        first = await outbox.put([Message(scene.topic("out"), b"k", b"1")])
        second = await outbox.put([Message(scene.topic("out"), b"k", b"2")])
        assert first == second
        await outbox.delivered(second)
    finally:
        await outbox.stop()
    assert [record.value for record in await scene.read("out")] == [b"1", b"2"]


async def test_a_key_lies_where_kafkas_default_partitioner_puts_it(scene: Scene) -> None:
    await scene.create("out", "elsewhere", partitions=7)
    keys = [b"kasus-%d" % number for number in range(50)]
    outbox = Outbox(EngineSettings(scene.bootstrap, scene.name, scene.folder), BrokerClock())
    await outbox.start()
    try:
        ours = [Message(scene.topic("out"), key, b"v") for key in keys]
        await outbox.delivered(await outbox.put(ours))
    finally:
        await outbox.stop()
    async with AIOKafkaProducer(bootstrap_servers=scene.bootstrap) as producer:
        for key in keys:
            await producer.send_and_wait(scene.topic("elsewhere"), b"v", key=key)
    places = [
        {record.key: record.partition for record in await scene.read(which)}
        for which in ("out", "elsewhere")
    ]
    assert places[0] == places[1]


async def test_a_topic_created_later_stops_none_that_was_written_before(scene: Scene) -> None:
    await scene.create("known", partitions=1)
    known, new = scene.topic("known"), scene.topic("new")
    outbox = Outbox(EngineSettings(scene.bootstrap, scene.name, scene.folder), BrokerClock())
    try:
        assert await outbox.append([Message(known, b"k", b"1")]) == [0]
        await scene.create("new", partitions=1)
        both = [Message(new, b"k", b"1"), Message(known, b"k", b"2")]
        assert await outbox.append(both) == [0, 1]
    finally:
        await outbox.stop()
