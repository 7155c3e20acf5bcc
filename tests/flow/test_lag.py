"""How far groups are behind, as a command says it while nobody works, and as it is followed."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

import orjson

from contracts.records import Message, Record
from contracts.topics import REQUESTS, events_topic, topics_for
from deploy.cli.lag import MOST_OTHERS
from deploy.lag.following import follow
from deploy.lag.looking import Look, Lookout
from deploy.lag.stalls import Where
from deploy.wiring import Hop
from services.catalogue.publish import publish
from services.kafka.failures import Unavailable
from services.kafka.lag import Behind, Groups
from services.kafka.ports import Offsets
from tests.builders.catalogue import a_catalogue
from tests.flow.commands import Run
from tests.flow.line import AGENCIES, CLOCK
from tests.flow.memory_bus import FakeClock, MemoryBus

DLH = events_topic("dlh")
INTAKE = Hop.INTAKE.group


async def logged(bus: MemoryBus, count: int, topic: str = DLH) -> None:
    """So many records, a second apart, on partition 3."""
    clock = bus.clock
    assert isinstance(clock, FakeClock)
    for _ in range(count):
        await bus.write([Message(topic, b"k", b"v", (), 3)])
        clock.pass_ms(1_000)


async def waiting(bus: MemoryBus, group: str = INTAKE) -> list[Behind]:
    found = await Groups(bus, bus.clock).behind(group, [DLH])
    return [one for one in found if one.records]


async def test_what_nobody_committed_waits_since_it_was_logged(bus: MemoryBus) -> None:
    await logged(bus, 5)
    assert await waiting(bus) == [Behind(INTAKE, DLH, 3, None, 5, 5.0)]
    bus.commit(INTAKE, {(DLH, 3): 3})
    assert await waiting(bus) == [Behind(INTAKE, DLH, 3, 3, 2, 2.0)]
    bus.commit(INTAKE, {(DLH, 3): 5})
    assert await waiting(bus) == []


class Counting(MemoryBus):
    """A bus that counts how often it is read."""

    reads = 0

    def read(
        self,
        topics: Sequence[str],
        since: Mapping[tuple[str, int], int] | None = None,
        until: Mapping[tuple[str, int], int] | None = None,
    ) -> AsyncIterator[Sequence[Record]]:
        """One time more."""
        self.reads += 1
        return super().read(topics, since, until)


async def test_what_stands_still_is_not_read_again_and_gets_older() -> None:
    bus = Counting()
    await bus.apply(topics_for(AGENCIES))
    await logged(bus, 2)
    groups, ages = Groups(bus, bus.clock), list[float]()
    for _ in range(3):
        ages += [one.seconds for one in await groups.behind(INTAKE, [DLH]) if one.records]
        await logged(bus, 1)
    assert (ages, bus.reads) == ([2.0, 3.0, 4.0], 1)


async def test_another_group_is_looked_at_where_it_ever_committed(bus: MemoryBus) -> None:
    await logged(bus, 2, REQUESTS)
    bus.commit("platform", {(REQUESTS, 3): 1})
    found = await Groups(bus, bus.clock).behind("platform")
    assert next(one for one in found if one.records) == Behind("platform", REQUESTS, 3, 1, 1, 1.0)
    assert {one.topic for one in found} == {REQUESTS}


def test_the_command_says_what_waits_while_nobody_works(bus: MemoryBus, run: Run) -> None:
    asyncio.run(logged(bus, 5))
    found = orjson.loads(run("lag", "--json").stdout)
    waits = [one for one in found["groups"] if one["records"]]
    assert [(one["group"], one["topic"], one["records"]) for one in waits] == [(INTAKE, DLH, 5)]
    assert [one["agency"] for one in found["agencies"]] == ["dishub", "dlh", "dpmptsp"]
    said = run("lag").stdout
    assert f"{INTAKE}  {DLH}" in said
    assert "Nothing waits on 39 of 40 partitions." in said
    assert run("lag", "--all").stdout.count(INTAKE) == 32


def test_json_is_for_one_look_and_groups_are_few(run: Run) -> None:
    assert run("lag", "--serve", "--json").exit_code == 2
    assert run("lag", *["--group", "g"] * (MOST_OTHERS + 1)).exit_code == 2


class Away(MemoryBus):
    """A bus whose broker goes away when it is told to."""

    away = False

    async def committed(self, group: str) -> Offsets:
        """Nothing while the broker is away."""
        if self.away:
            raise Unavailable("Kafka is away.")
        return await super().committed(group)


class Told:
    """Figures that remember, and an event a test waits for."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.more = asyncio.Event()

    def looked(self, look: Look, stood: Mapping[Where, float]) -> None:
        assert {one.where for one in look.behind} == set(stood)
        self._say("looked")

    def away(self, sentence: str) -> None:
        self._say(sentence)

    def _say(self, what: str) -> None:
        if self.said[-1:] != [what]:
            self.said.append(what)
            self.more.set()

    async def until(self, *said: str) -> None:
        while tuple(self.said) != said:
            self.more.clear()
            await self.more.wait()


async def test_a_broker_that_is_away_is_said_and_waited_for() -> None:
    bus, told = Away(), Told()
    await bus.apply(topics_for(AGENCIES))
    await publish(a_catalogue(), bus, bus, CLOCK, bus.clock)
    following = asyncio.create_task(follow(Lookout(bus), told, every=0.01))
    async with asyncio.timeout(20):
        await told.until("looked")
        bus.away = True
        await told.until("looked", "Kafka is away.")
        bus.away = False
        await told.until("looked", "Kafka is away.", "looked")
    following.cancel()
