"""The ledger: proves from the topics that nothing was lost, told twice or told wrong; never writes.

`read_ledger(reader, agencies, scope)` reports over all that is committed up to now, or over a time
of it; `audit(records)` the same over records at hand. `reference/` says what each request's story
must be, apart from the code that tells it.
"""

from services.ledger.counters import Shown, compared
from services.ledger.findings import Bounds
from services.ledger.outcomes import Worked
from services.ledger.reading import audit, read_ledger
from services.ledger.report import (
    ALL,
    NONE,
    AgencyCounts,
    Check,
    Judgement,
    Latency,
    Problem,
    Report,
)
from services.ledger.scope import Groups, Scope
from services.ledger.sends import HistoryRefused, Send, read_history

__all__ = [
    "ALL",
    "NONE",
    "AgencyCounts",
    "Bounds",
    "Check",
    "Groups",
    "HistoryRefused",
    "Judgement",
    "Latency",
    "Problem",
    "Report",
    "Scope",
    "Send",
    "Shown",
    "Worked",
    "audit",
    "compared",
    "read_history",
    "read_ledger",
]
