"""The line in memory at work: what is new is carried, by hops that may stumble over a record."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ParamSpec, TypeVar

from agents.case.ages import Ages
from agents.case.partition import Cases, Ground
from agents.case.telling import Rules
from agents.engine.surprise import Surprise, SurpriseMeter
from agents.intake.agent import IntakeHop
from contracts.catalogue import Catalogue
from contracts.events import Event
from contracts.records import Headers, Record
from contracts.releases import Releases
from contracts.requests import Origin
from contracts.topics import PARTITIONS, REQUESTS, RETRIES, events_topic
from services.catalogue.releases import read_releases
from services.ledger import Report, read_ledger
from tests.flow.line import AGENCIES, CLOCK, TICKET_KEY
from tests.flow.memory_bus import FakeClock, MemoryBus

P = ParamSpec("P")
T = TypeVar("T")

Stumbles = Callable[[Record], bool]


def never(_record: Record) -> bool:
    """The code is good."""
    return False


class _Stumbling(SurpriseMeter):
    """A meter under which steps fail on some records, as a bug of ours would."""

    def __init__(self, over: Stumbles) -> None:
        super().__init__()
        self.over = over

    def attempt(
        self, record: Record, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T | Surprise:
        if self.over(record):
            return Surprise("ZeroDivisionError", "a bug")
        return super().attempt(record, function, *args, **kwargs)


class _Always:
    """A reader of the catalogue that is always at its end."""

    async def until(self, known: Callable[[], bool]) -> None: ...
    async def until_fresh(self, seconds: float) -> None: ...


class WorkingLine:
    """Intake and case over a bus; `intake` and `case` say over which records each stumbles.

    Both are of one release, where one is named.
    """

    def __init__(
        self,
        bus: MemoryBus,
        intake: Stumbles = never,
        case: Stumbles = never,
        release: Headers = (),
    ) -> None:
        self.bus = bus
        self.intake = _Stumbling(intake)
        self.case = _Stumbling(case)
        self._release = release
        self._done: dict[tuple[str, int], int] = defaultdict(int)
        self._releases = Releases()
        ground = Ground(
            clock=lambda: CLOCK,
            rules=Rules(self._version, CLOCK.early_wait_ms),
            source="/kota-serang/simpul/case",
            originals=self,
            attempt=self.case.attempt,
            known=_known,
            ages=Ages(lambda: CLOCK, self._in_force),
            release=release,
        )
        self._cases = {number: Cases(number, ground) for number in range(PARTITIONS)}

    def _in_force(self, now_ms: int) -> Catalogue | None:
        return self._releases.in_force(now_ms)

    def mend(self) -> None:
        """The bug is gone."""
        self.intake.over = self.case.over = never

    async def carry(self) -> None:
        """Everything new on the agencies' topics and on bus.retries.v1, to the end."""
        self._releases = await read_releases(self.bus)
        hop = IntakeHop(_Always(), self._releases, TICKET_KEY, self._release)
        hop.meter = self.intake
        for topic in (*map(events_topic, AGENCIES), RETRIES):
            for records in await self._new(topic):
                await self.bus.write(hop.decide(records))
        for records in await self._new(REQUESTS):
            await self.bus.write(await self._cases[records[0].partition].fold(records))

    async def pass_ms(self, milliseconds: int) -> None:
        """Real time passes; what falls due falls due."""
        assert isinstance(self.bus.clock, FakeClock)
        self.bus.clock.pass_ms(milliseconds)
        now = self.bus.clock.now_ms
        for cases in self._cases.values():
            while (wakes := cases.wakes_at()) is not None and wakes <= now:
                await self.bus.write([cases.clock_record(now)])
                await self.carry()

    async def told(self, topic: str, *kinds: type[Event]) -> list[Any]:
        """The events of some kinds on a topic, in order."""
        by_name = {kind.TYPE.encode(): kind for kind in kinds}
        found = [(by_name.get(dict(one.headers)["ce_type"]), one) for one in await self.all(topic)]
        return [kind.read_strictly(one.value or b"") for kind, one in found if kind is not None]

    async def all(self, topic: str) -> list[Record]:
        """Every record of a topic."""
        return [one async for records in self.bus.read([topic]) for one in records]

    async def ledger(self) -> Report:
        """What the small ledger finds."""
        return await read_ledger(self.bus, AGENCIES)

    async def fetch(self, origins: Sequence[Origin]) -> Sequence[Record | None]:
        """The agencies' records at some coordinates."""
        topics = {one.topic for one in origins}
        found = {
            (one.topic, one.partition, one.offset): one
            for topic in topics
            for one in await self.all(topic)
        }
        return [found.get((one.topic, one.partition, one.offset)) for one in origins]

    async def _new(self, topic: str) -> list[Sequence[Record]]:
        found = [records async for records in self.bus.read([topic], self._done)]
        for records in found:
            self._done[topic, records[0].partition] = records[-1].offset + 1
        return found

    def _version(self, name: str) -> Catalogue:
        found = self._releases.version(name)
        assert found is not None, name
        return found


async def _known(_versions: Iterable[str]) -> None:
    """All versions were read beforehand."""
