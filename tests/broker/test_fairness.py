"""One agency's flood waits beside another's few events, on a real broker: order, never a timing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from contracts.requests import RequestReceived
from contracts.topics import REQUESTS
from deploy.local.kafka import EmbeddedKafka
from deploy.wiring import Hop
from tests.broker.pipeline_scene import Pipeline, staged
from tests.builders.requests import Story

FLOOD, FEW, CHUNK = 400, 20, 10


@pytest_asyncio.fixture
async def line(kafka: EmbeddedKafka, tmp_path: Path) -> AsyncIterator[Pipeline]:
    """Every topic with a single partition, so that facts have one order."""
    async with staged(kafka.bootstrap, tmp_path, partitions=1) as pipeline:
        yield pipeline


async def test_while_one_agency_s_flood_waits_another_s_few_events_have_their_share_of_each_round(
    line: Pipeline,
) -> None:
    await line.send(Story("dlh", f"DLH-{number}").submitted() for number in range(FLOOD))
    await line.send(Story("dishub", f"DISHUB-{number}").submitted() for number in range(FEW))
    line.worker(Hop.INTAKE, chunk=CHUNK)
    line.worker(Hop.CASE)
    await line.proven()
    order = [fact.origin.agency for fact in line.events(REQUESTS, RequestReceived)]
    first, last = order.index("dishub"), len(order) - order[::-1].index("dishub")
    assert len(order) == FLOOD + FEW
    assert last - first <= 2 * FEW + CHUNK
    assert last < FLOOD
