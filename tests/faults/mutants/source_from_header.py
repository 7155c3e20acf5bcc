"""Intake believes the header of a record about who says it, not the topic it stands on."""

from agents.intake import take
from contracts.catalogue import Agency, Catalogue
from contracts.envelope import Refusal
from contracts.events import Sentences
from contracts.reasons import Reason
from contracts.records import Record
from tests.faults.mutants.mutant import Mutant


def _agency(record: Record, catalogue: Catalogue) -> Agency | Refusal:
    source = dict(record.headers).get("ce_source", b"").decode()
    found = catalogue.agency.get(source.rpartition("/")[2])
    return found or Refusal(Reason.UNKNOWN_AGENCY, Sentences(id=source, en=source))


MUTANT = Mutant(
    take,
    "_agency",
    _agency,
    "calm",
    "replay",
    "nothing of one agency's topic shown as another's",
)

if __name__ == "__main__":
    MUTANT.run()
