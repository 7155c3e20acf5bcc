"""Operators' orders: tried on a request's case first by the real step, then put on the bus."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
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
from services.kafka.ports import Offsets, TopicReader, TopicWriter


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What an order would come to if it were the next thing the case hears."""

    telling: Telling
    refused: Sentences | None
    """Why it would change nothing, and what would be legal."""


def rehearse(case: Case, catalogue: Catalogue, order: Order, now: datetime) -> Rehearsal:
    """Let the real step carry an order out on a case as it stands; nothing is written."""
    moment, rules = moment_of(order, now), Rules(lambda _: catalogue, early_wait_ms=0)
    before = Telling(case, moment, rules)
    blocked = blocked_by(before, order)
    return Rehearsal(
        telling=carry_out(case, order, moment, rules) or before,
        refused=why_not(before, blocked) if blocked is not None else None,
    )


def moment_of(order: Order, now: datetime) -> Moment:
    """When an order is tried: it stands on no topic yet."""
    cause = Cause(fact_id=order.order_id, topic=REQUESTS, partition=0, offset=0, logged_ms=0)
    return Moment(cause, now, now)


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
    """Put one order on the bus, as `give_all`; None if nobody answers."""
    return next(iter(await give_all(reader, writer, [message], [order], seconds)), None)


async def give_all(
    reader: TopicReader,
    writer: TopicWriter,
    messages: Sequence[Message],
    orders: Sequence[Order],
    seconds: float,
) -> list[Ordered]:
    """Put orders, one a request, on the bus and wait for what their cases make of them.

    What is on the bus counts, whether or not anybody waits for it.
    """
    before, found = await reader.ends([CASES]), list[Ordered]()
    await writer.write(messages)
    if seconds > 0:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async for one in _answers(reader, before, orders):
                    found.append(one)
    return found


async def _answers(
    reader: TopicReader, since: Offsets, orders: Sequence[Order]
) -> AsyncIterator[Ordered]:
    """What cases make of orders, as it comes; ends once each was answered."""
    waiting = {order.request_id.encode(): order.order_id for order in orders}
    async for records in reader.tail([CASES], since):
        for record in records:
            wanted = waiting.get(record.key or b"")
            case = case_in(record.headers, record.value) if wanted is not None else None
            for one in case.orders if case is not None else ():
                if one.order_id == wanted:
                    del waiting[record.key or b""]
                    yield one
        if not waiting:
            return
