"""What became of retries: watched on the topics they end on, for as long as somebody waits."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import aclosing

from agents.case.release import PUT_ASIDE
from contracts.cases import Case, Class, case_in
from contracts.records import Record
from contracts.retries import Decision, ReleaseOrdered
from contracts.topics import CASES, QUARANTINE
from deploy.quarantine.finding import PutAside
from services.kafka.ports import Offsets, TopicReader

ENDS = [CASES, QUARANTINE]
"""Where a retry ends: in its case, or in quarantine again."""
HELD = "still held"
RELEASED = "released"


class Awaited:
    """Decisions that are under way, and what became of those that are not."""

    def __init__(self, orders: Iterable[Decision], facts: Mapping[str, str]) -> None:
        self._facts = facts
        self._open = {order.decision_id: order for order in orders}
        self.became: dict[str, str] = {}

    @property
    def open(self) -> int:
        """How many are under way."""
        return len(self._open)

    def take(self, record: Record) -> None:
        """One record of the topics they end on."""
        if record.value is None:
            return
        if record.topic == QUARANTINE:
            what = PutAside.model_validate_json(record.value, extra="ignore")
            self._settle(
                what.retry or "", f"put aside again as {what.reason}: {what.quarantine_id}"
            )
        elif any(name.encode() in record.value for name in self._open):
            case = case_in(record.headers, record.value)
            if case is not None:
                self._judged(case)

    def _judged(self, case: Case) -> None:
        outcomes = {one.fact_id: one.outcome for one in case.judged}
        folded = {*case.retries, *(one.order_id for one in case.orders)}
        for name in self._open.keys() & folded:
            if isinstance(self._open[name], ReleaseOrdered):
                self._settle(name, HELD if case.held else RELEASED)
            elif (outcome := outcomes.get(self._facts[name], Class.REJECTED)) not in PUT_ASIDE:
                self._settle(name, outcome.value)  # else its record in quarantine says more

    def _settle(self, name: str, became: str) -> None:
        if self._open.pop(name, None) is not None:
            self.became[name] = became


async def watch(reader: TopicReader, awaited: Awaited, since: Offsets, seconds: float) -> None:
    """Return when all are settled, or after so many real seconds."""
    if not awaited.open:
        return
    try:
        async with asyncio.timeout(seconds), aclosing(reader.tail(ENDS, since)) as tail:  # type: ignore[type-var] # a generator by the port's word
            async for records in tail:
                for record in records:
                    awaited.take(record)
                if not awaited.open:
                    return
    except TimeoutError:
        return
