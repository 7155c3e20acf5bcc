"""A header name in another encoding stops nobody: what aiokafka alone would stop at for ever."""

import asyncio
import sys

import pytest

from agents.engine.batches import read_whatever_came
from contracts.topics import topics_for
from deploy.local.kafka import EmbeddedKafka
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.reading import KafkaReader
from tests.house.files import ROOT


@pytest.mark.parametrize("packing", ["", "gzip"])
async def test_a_header_name_that_is_not_utf_8_is_read_and_so_are_the_records_behind_it(
    kafka: EmbeddedKafka, packing: str
) -> None:
    read_whatever_came()
    topic = topics_for(["dlh"], 1)[0]._replace(name=f"odd-header-names{packing}")
    access = KafkaAccess(kafka.bootstrap)
    await KafkaTopics(access).apply([topic])
    sender = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.broker.odd_header_sender"),
        *(kafka.bootstrap, topic.name, packing),
        cwd=ROOT,
        env={"AIOKAFKA_NO_EXTENSIONS": "1"},
    )
    assert await sender.wait() == 0
    names = [
        record.headers[0][0]
        async for records in KafkaReader(access).read([topic.name])
        for record in records
    ]
    assert names == ["ok", "ok", "\udcff\udcfe", "ok", "ok"]
