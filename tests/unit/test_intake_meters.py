"""What a chunk of an agency's records comes to in figures."""

from agents.engine.metering import NOTHING
from agents.intake.meters import measure
from agents.intake.outcomes import messages
from contracts.metrics import FACTS_WRITTEN, QUARANTINED
from tests.builders.bad_records import BAD
from tests.builders.events import a_record, a_status
from tests.builders.intake import under


def test_facts_are_counted_by_kind_and_what_is_put_aside_by_reason() -> None:
    forged = BAD["another agency's source"].record
    records = [a_record(), a_record(a_status(), "status.reported"), a_record(), forged]
    written = [message for record in records for message in messages(record, under())]
    assert measure(records, written).counts == {
        (FACTS_WRITTEN, ("dlh", "received")): 2,
        (FACTS_WRITTEN, ("dlh", "status")): 1,
        (QUARANTINED, ("intake", "dlh", "forged-source")): 1,
    }


def test_no_records_come_to_nothing() -> None:
    assert measure([], []) == NOTHING
