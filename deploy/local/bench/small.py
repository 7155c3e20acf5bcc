"""Small cases on a topic of their own, for reading back: requests in triage that nobody has yet."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from agents.case.encode import Told, Writer
from agents.case.standing import Standing
from agents.case.wakes import Wake, microseconds
from contracts.cases import Case, Request
from contracts.catalogue import Priority
from contracts.lifecycle import State
from contracts.records import Message
from contracts.routing import Routable, Unrouted
from contracts.topics import Topic

TOPIC = Topic("bench.cases", "Small cases.", "request_id", (), (), (Case,), retention_days=None)
_BEGIN = datetime(2026, 3, 12, 2, tzinfo=UTC)
_DUE = timedelta(days=5)
_STANDS = Standing(state=State.RECEIVED, accepted=_BEGIN.toordinal(), group="Kebersihan")
_FACTS = Routable(service="waste.pile", submitter="dlh")


def small_cases(count: int) -> Iterator[Message]:
    """So many, as the case hop writes them: the same headers, bodies of some 400 bytes."""
    writers = [Writer("/bench/case", number) for number in range(TOPIC.partitions)]
    for number in range(count):
        case = _small(number)
        told = Told(case, case, [], _BEGIN, writes=True)
        wake = Wake(microseconds(_BEGIN + _DUE))
        message = writers[number % TOPIC.partitions].state(told, wake, _STANDS)
        yield message._replace(topic=TOPIC.name)


def _small(number: int) -> Case:
    request = Request(
        submitter=_FACTS.submitter,
        reference=f"B-{number:07}",
        ticket=f"KS-0000-0000-{number:07}",
        service=_FACTS.service,
        channel="app",
        priority=Priority.P3,
        route=Unrouted(considered=0, facts=_FACTS),
        received_at=_BEGIN,
        catalogue="1",
    )
    return Case(request_id=str(UUID(int=number)), seq=1, request=request, state=State.RECEIVED)
