"""The case lets deadlines fire by itself, with no clock record in the log."""

from collections.abc import Mapping

from agents.engine.timers import Deadline, Timers, _record
from contracts.records import Message, StoredRecord
from tests.faults.mutants.mutant import Mutant


async def _append(self: Timers, allowed: Mapping[Deadline, int]) -> None:
    for deadline, until in allowed.items():
        told = await deadline.state.fold([self_made(deadline, until, self.clock.now_ms() or 0)])  # type: ignore[attr-defined]
        await self._outbox.append(told)
        self._since.pop(deadline.lane, None)


def self_made(deadline: Deadline, until: int, now_ms: int) -> StoredRecord:
    """A clock record that stands nowhere."""
    message: Message = _record(deadline, until)
    return StoredRecord(
        topic=message.topic,
        partition=deadline.lane.partition.partition,
        offset=deadline.lane.next_offset,
        timestamp=now_ms,
        key=message.key,
        value=message.value,
        headers=message.headers,
    )


MUTANT = Mutant(Timers, "_append", _append, "calm", "replay", "no output without a cause")

if __name__ == "__main__":
    MUTANT.run()
