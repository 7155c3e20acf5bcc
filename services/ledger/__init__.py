"""The small ledger: proves from the topics that nothing was lost or told twice; never writes.

`read_ledger(reader, agencies)` reports over all that is committed up to now, `audit(records)` the
same over records at hand.
"""

from services.ledger.findings import Bounds
from services.ledger.reading import audit, read_ledger
from services.ledger.report import AgencyCounts, Check, Latency, Problem, Report

__all__ = [
    "AgencyCounts",
    "Bounds",
    "Check",
    "Latency",
    "Problem",
    "Report",
    "audit",
    "read_ledger",
]
