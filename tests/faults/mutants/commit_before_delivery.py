"""Intake commits what it has polled, delivered or not."""

from agents.engine.forwarding import Forwarding
from agents.engine.lane import Lane
from tests.faults.mutants.mutant import Mutant


def _advanced(_self: Forwarding, lane: Lane) -> int | None:
    return lane.next_offset if lane.ready and lane.next_offset != lane.committed else None


MUTANT = Mutant(Forwarding, "_advanced", _advanced, "intake-killed", "ledger: one-outcome-a-record")

if __name__ == "__main__":
    MUTANT.run()
