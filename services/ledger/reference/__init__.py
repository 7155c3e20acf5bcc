"""What a request's story must be, worked out again, slowly and apart from the code that tells it.

It imports tables and models, never what computes due dates or ids; import-linter holds that.
"""

from services.ledger.reference.ground import Ground
from services.ledger.reference.heard import Document, Heard, Kin, Ordered, Passed
from services.ledger.reference.reading import Reference, Times, Verdict
from services.ledger.reference.said import (
    Cause,
    Expected,
    Moved,
    PutAway,
    Said,
    Shifted,
    Ticked,
    Told,
)

__all__ = [
    "Cause",
    "Document",
    "Expected",
    "Ground",
    "Heard",
    "Kin",
    "Moved",
    "Ordered",
    "Passed",
    "PutAway",
    "Reference",
    "Said",
    "Shifted",
    "Ticked",
    "Times",
    "Told",
    "Verdict",
]
