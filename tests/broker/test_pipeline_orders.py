"""An operator's orders on the real line: carried out once, answered, and told to both agencies."""

from typing import Any

from contracts.ids import request_id
from contracts.inbox import Assign, Withdraw
from contracts.lifecycle import State
from contracts.orders import Obstacle, Order, Ordered, RouteOrdered, VerifyOrdered
from contracts.status import StatusChanged
from contracts.topics import STATUS
from deploy.clock import now_ms
from deploy.ordering import give, message_of
from deploy.wiring import Hop
from services.kafka.reading import KafkaReader
from tests.broker.pipeline_scene import Pipeline
from tests.broker.workers import PATIENCE
from tests.builders.requests import CITY, Story

STORY = Story("dlh", "DLH-ORDERED")
REQUEST = request_id(CITY, "dlh", "DLH-ORDERED")
WHO: dict[str, Any] = {"request_id": REQUEST, "by": "siti", "why": "Milik Dishub."}


async def given(pipeline: Pipeline, order: Order) -> Ordered | None:
    """What a case worker makes of an order."""
    message = message_of(order, CITY, pipeline.clock.city(now_ms()))
    reader = KafkaReader(pipeline.access)
    return await give(reader, pipeline.writer, message, order, PATIENCE)


async def test_an_order_is_carried_out_once_though_it_is_given_twice_and_its_worker_dies(
    pipeline: Pipeline,
) -> None:
    pipeline.worker(Hop.INTAKE)
    case = pipeline.worker(Hop.CASE)
    await pipeline.send([STORY.submitted()])
    await pipeline.until_told(3)
    order = RouteOrdered(order_id="once", agency="dishub", **WHO)
    outcome = await given(pipeline, order)
    assert outcome is not None
    assert (outcome.verb, outcome.by, outcome.obstacle) == ("route", "siti", None)
    case.kill()
    await pipeline.workers.killed(case)
    again = message_of(order, CITY, pipeline.clock.city(now_ms()))
    await pipeline.writer.write([again])
    pipeline.worker(Hop.CASE)
    refused = await given(pipeline, VerifyOrdered(order_id="too-late", **WHO))
    assert refused is not None
    assert refused.obstacle is Obstacle.NO_LEGAL_MOVE
    await pipeline.proven()
    last = [one for one in pipeline.events(STATUS, StatusChanged) if one.request_id == REQUEST][-1]
    assert (last.state, last.agency, last.reason) == (State.ROUTED, "dishub", "Milik Dishub.")
    assert len(pipeline.inbox("dishub", Assign)) == 1
    assert [one.agency for one in pipeline.inbox("dlh", Withdraw)] == ["dishub"]
