"""Open clocks by a later version on the real line: corrected once, though ordered twice."""

from contracts.catalogue import Metric
from contracts.ids import request_id
from contracts.orders import Obstacle
from contracts.sla import ClockRecomputed, ClockStarted
from contracts.topics import SLA
from deploy.clock import now_ms
from deploy.ordering import give, message_of
from deploy.sla.recomputing import Named
from deploy.wiring import Hop
from services.kafka.reading import KafkaReader
from tests.broker.pipeline_scene import Pipeline, the_pack
from tests.broker.test_pipeline_versions import LONGER, real_time, the_second_version
from tests.broker.workers import PATIENCE
from tests.builders.requests import CITY, Story

STORY = Story("dlh", "DLH-RECOMPUTED")
REQUEST = request_id(CITY, "dlh", "DLH-RECOMPUTED")


async def test_an_open_clock_is_computed_by_the_version_in_force_once_though_its_worker_dies(
    pipeline: Pipeline,
) -> None:
    pipeline.worker(Hop.INTAKE)
    case = pipeline.worker(Hop.CASE)
    await pipeline.send([STORY.submitted()])
    await pipeline.until_told(3)
    second = await pipeline.publish(the_second_version())
    await real_time(second.effective_at)
    policy = the_pack().service["dlh.bulky-waste"].policies[-1]
    order = Named(second.version, policy, None, "siti", "SK baru.").order(REQUEST)
    message = message_of(order, CITY, pipeline.clock.city(now_ms()))
    reader = KafkaReader(pipeline.access)
    outcome = await give(reader, pipeline.writer, message, order, PATIENCE)
    assert outcome is not None
    assert (outcome.verb, outcome.obstacle) == ("recompute", None)
    case.kill()
    await pipeline.workers.killed(case)
    pipeline.worker(Hop.CASE)
    await pipeline.writer.write([message])
    other = order.model_copy(update={"order_id": "another"})
    again = message_of(other, CITY, pipeline.clock.city(now_ms()))
    refused = await give(reader, pipeline.writer, again, other, PATIENCE)
    assert refused is not None
    assert refused.obstacle is Obstacle.NOTHING_CHANGES
    await pipeline.proven()
    (said,) = pipeline.events(SLA, ClockRecomputed)
    (begun,) = [
        one for one in pipeline.events(SLA, ClockStarted) if one.metric is Metric.RESOLUTION
    ]
    assert (said.metric, said.value, said.catalogue) == (Metric.RESOLUTION, LONGER, second.version)
    assert said.due > begun.due == said.previous_due
