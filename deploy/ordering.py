"""Operators' orders: tried on a request's case first by the real step, then put on the bus."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from agents.case.orders import blocked_by, carry_out, why_not
from agents.case.telling import Moment, Rules, Telling
from contracts.cases import Case, case_in
from contracts.catalogue import Catalogue
from contracts.envelope import encode
from contracts.events import Sentences
from contracts.orders import Order, Ordered
from contracts.records import Message
from contracts.status import Cause
from contracts.topics import CASES, REQUESTS
from deploy.release import RELEASE
from services.kafka.ports import TopicReader, TopicWriter


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What an order would come to if it were the next thing the case hears."""

    telling: Telling
    refused: Sentences | None
    """Why it would change nothing, and what would be legal."""


def rehearse(case: Case, catalogue: Catalogue, order: Order, now: datetime) -> Rehearsal:
    """Let the real step carry an order out on a case as it stands; nothing is written."""
    cause = Cause(fact_id=order.order_id, topic=REQUESTS, partition=0, offset=0, logged_ms=0)
    moment, rules = Moment(cause, now, now), Rules(lambda _: catalogue, early_wait_ms=0)
    before = Telling(case, moment, rules)
    blocked = blocked_by(before, order)
    return Rehearsal(
        telling=carry_out(case, order, moment, rules) or before,
        refused=why_not(before, blocked) if blocked is not None else None,
    )


def message_of(order: Order, city: str, now: datetime) -> Message:
    """An order as a record of bus.requests.v1."""
    return encode(
        order,
        topic=REQUESTS,
        key=order.request_id,
        event_id=order.order_id,
        source=f"/{city}/simpul/operators",
        at=now,
        release=RELEASE,
    )


async def give(
    reader: TopicReader, writer: TopicWriter, message: Message, order: Order, seconds: float
) -> Ordered | None:
    """Put an order on the bus and wait for what its case makes of it; None if nobody answers.

    What is on the bus counts, whether or not anybody waits for it.
    """
    before = await reader.ends([CASES])
    await writer.write([message])
    if seconds <= 0:
        return None
    try:
        async with asyncio.timeout(seconds):
            return await _answer(reader, before, order)
    except TimeoutError:
        return None


async def _answer(
    reader: TopicReader, since: dict[tuple[str, int], int], order: Order
) -> Ordered | None:
    async for records in reader.tail([CASES], since):
        for record in records:
            if record.key == order.request_id.encode():
                case = case_in(record.headers, record.value)
                for one in case.orders if case is not None else ():
                    if one.order_id == order.order_id:
                        return one
    return None
