"""The small ledger: reads the topics back and proves that nothing was lost or told twice; never writes.

    report = await read_ledger(reader, agencies)   # everything committed up to now
    report = audit(records)                        # the same, over records at hand
"""

from services.ledger.report import AgencyCounts, Check, Latency, Problem, Report

__all__ = ["AgencyCounts", "Check", "Latency", "Problem", "Report"]
