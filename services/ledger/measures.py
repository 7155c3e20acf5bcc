"""What is counted on the way: requests by agency, and how long agencies' news took."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping

from contracts.cases import Class
from contracts.lifecycle import State
from contracts.records import Record
from services.ledger.findings import agency_of
from services.ledger.report import AgencyCounts, Latency
from services.ledger.stories import Document


class Delays:
    """Milliseconds from an agency's record to what it caused; what the clock caused is left out."""

    def __init__(self) -> None:
        self._ms = array("q")

    def take(self, record: Record, event: Document) -> None:
        """One event of a case."""
        cause = event["cause"]
        if agency_of(cause["topic"]) is not None:
            self._ms.append(record.timestamp - cause["logged_ms"])

    def conclude(self) -> Latency:
        """Nearest-rank percentiles."""
        if not self._ms:
            return Latency()
        ordered = sorted(self._ms)
        last = len(ordered) - 1
        p50, p99 = ordered[last * 50 // 100], ordered[last * 99 // 100]
        return Latency(measured=len(ordered), p50_ms=p50, p99_ms=p99)


class Requests:
    """Requests by the agency that submitted them."""

    def __init__(self) -> None:
        self.total: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._resolved: Counter[str] = Counter()

    def take(self, submitter: str, state: State | None, *, resolved: bool) -> None:
        """One request as its case has it."""
        self.total[submitter] += 1
        self._open[submitter] += state is not None and state.is_open
        self._resolved[submitter] += resolved

    def by_agency(
        self, agencies: Iterable[str], classes: Mapping[str, Counter[Class]]
    ) -> dict[str, AgencyCounts]:
        """Every agency with its records' classes and its requests."""
        return {
            code: AgencyCounts(
                classes=whole(classes.get(code, Counter())),
                requests=self.total[code],
                open=self._open[code],
                resolved=self._resolved[code],
            )
            for code in sorted({*agencies, *self.total, *classes})
        }


def whole(classes: Counter[Class]) -> dict[Class, int]:
    """Every class with its count, those that did not occur too."""
    return {one: classes[one] for one in Class}
