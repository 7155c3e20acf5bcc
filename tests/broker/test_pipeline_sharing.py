"""What cases tell each other on real Kafka: exactly once and in order, though their workers die."""

from typing import Any

from contracts.ids import part_id, request_id
from contracts.kin import PartGiven, PartMoved, WholeMoved
from contracts.lifecycle import State
from contracts.orders import SplitOrdered
from contracts.records import Message
from contracts.status import StatusChanged
from contracts.topics import REQUESTS, STATUS
from deploy.clock import now_ms
from deploy.ordering import give, message_of
from deploy.wiring import Hop
from services.kafka.reading import KafkaReader
from tests.broker.pipeline_scene import Pipeline
from tests.builders.requests import CITY, SHOWN, Story

SHARED = tuple(f"DLH-SHARED-{number}" for number in range(12))
AGENCIES = {"dlh": "TERANGKUT", "dishub": "SELESAI"}


def whole(name: str) -> str:
    return request_id(CITY, "dlh", name)


def done(agency: str, status: str, name: str) -> Message:
    """An agency reports of its part by the number it was assigned under."""
    part = part_id(whole(name), agency)
    body = {"request_id": part, "status": status, **SHOWN}
    return Story(agency, part).says("status.reported", f"{name}-{agency}", body)


def last_states(pipeline: Pipeline) -> dict[str, State]:
    """Where every request stands."""
    return {one.request_id: one.state for one in pipeline.events(STATUS, StatusChanged)}


def stand(*requests: str, state: State) -> Any:  # noqa: ANN401 - a condition
    """Whether all of some requests stand in a state."""
    return lambda pipeline: all(last_states(pipeline).get(one) is state for one in requests)


async def split(pipeline: Pipeline, name: str) -> None:
    names: dict[str, Any] = {"order_id": f"split-{name}", "by": "siti", "why": "Perlu rambu."}
    order = SplitOrdered(**names, request_id=whole(name), agencies=("dishub",))
    message = message_of(order, CITY, pipeline.clock.city(now_ms()))
    await give(KafkaReader(pipeline.access), pipeline.writer, message, order, 0)


async def test_shared_requests_are_whole_though_case_workers_die_while_they_tell_each_other(
    pipeline: Pipeline,
) -> None:
    pipeline.worker(Hop.INTAKE)
    case = pipeline.worker(Hop.CASE)
    dump = {"service": "TPS-LIAR", "fields": {"site": "tepi_jalan"}}
    await pipeline.send([Story("dlh", name).submitted(**dump) for name in SHARED])
    await pipeline.until(stand(*map(whole, SHARED), state=State.ROUTED))
    for name in SHARED:
        await split(pipeline, name)
    await pipeline.until(lambda now: len(now.events(REQUESTS, PartGiven)) > len(SHARED) // 2)
    case.kill()
    await pipeline.workers.killed(case)
    case = pipeline.worker(Hop.CASE)
    parts = [part_id(whole(name), agency) for name in SHARED for agency in AGENCIES]
    await pipeline.until(stand(*parts, state=State.ROUTED))
    await pipeline.send(
        [done(agency, status, name) for name in SHARED for agency, status in AGENCIES.items()]
    )
    await pipeline.until(lambda now: len(now.events(REQUESTS, PartMoved)) > len(parts))
    case.kill()
    await pipeline.workers.killed(case)
    pipeline.worker(Hop.CASE)
    await pipeline.until(stand(*map(whole, SHARED), state=State.RESOLVED))
    report = await pipeline.proven()
    assert report.reference.left_out == {}
    assert len(pipeline.events(REQUESTS, PartGiven)) == len(parts)
    assert pipeline.events(REQUESTS, WholeMoved) == []
