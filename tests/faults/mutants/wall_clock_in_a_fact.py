"""Intake dates a fact by this machine's clock."""

from datetime import UTC, datetime

from agents.intake import outcomes
from agents.intake.take import Under
from contracts.envelope import encode
from contracts.records import Message
from contracts.requests import Fact
from contracts.topics import REQUESTS
from deploy.clock import now_ms
from tests.faults.mutants.mutant import Mutant


def _fact(fact: Fact, under: Under) -> Message:
    return encode(
        fact,
        topic=REQUESTS,
        key=fact.request_id,
        event_id=fact.fact_id,
        source=f"/{under.catalogue.city.code}/simpul/intake",
        at=datetime.fromtimestamp(now_ms() / 1000, UTC),
    )


MUTANT = Mutant(outcomes, "_fact", _fact, "intake-killed", "ledger: copies-alike")

if __name__ == "__main__":
    MUTANT.run()
