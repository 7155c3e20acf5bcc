"""The small ledger: proves from the topics that nothing was lost or told twice; never writes.

`read_ledger(log, agencies)` reports over everything committed up to now, `audit(records)` the same
over records at hand.
"""

from services.ledger.findings import Bounds
from services.ledger.reading import Log, audit, read_ledger
from services.ledger.report import AgencyCounts, Check, Latency, Problem, Report

__all__ = [
    "AgencyCounts",
    "Bounds",
    "Check",
    "Latency",
    "Log",
    "Problem",
    "Report",
    "audit",
    "read_ledger",
]
