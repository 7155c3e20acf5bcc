"""Intake gives a fact another id whenever it makes it."""

from agents.intake import take
from contracts.records import Record
from contracts.releases import CityClock
from deploy.clock import fresh_id
from tests.faults.mutants.mutant import Mutant


def _fact_id(_record: Record, _clock: CityClock, _ordinal: int = 0) -> str:
    return fresh_id()


MUTANT = Mutant(take, "fact_id", _fact_id, "intake-killed", "ledger: one-outcome-a-record")

if __name__ == "__main__":
    MUTANT.run()
