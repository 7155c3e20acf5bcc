"""The case gives a breach an id that nothing determines."""

from datetime import datetime

from agents.case.encode import Writer
from agents.case.telling import Said
from contracts.records import Message
from contracts.sla import ClockBreached
from deploy.clock import fresh_id
from tests.faults.mutants.mutant import Mutant


def _event(self: Writer, said: Said, encoded: bytes, at: datetime) -> Message:
    event = said.event
    identity = fresh_id() if isinstance(event, ClockBreached) else said.event_id
    headers = self._headers(event.TYPE, identity, at)
    return Message(said.topic, encoded, event.to_bytes(), headers, self._partition)


MUTANT = Mutant(Writer, "_event", _event, "calm", "replay", "ids are functions of what they name")

if __name__ == "__main__":
    MUTANT.run()
