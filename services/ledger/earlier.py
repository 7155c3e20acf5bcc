"""The log before this one, of a bus that was restored: where the stories it began go on here."""

import orjson

from contracts.cases import Case
from contracts.envelope import type_of
from contracts.lifecycle import State
from contracts.records import Record
from contracts.releases import CityClock
from contracts.restored import Restored, is_restored
from services.ledger.findings import EARLIER, UNREADABLE, Bounds, Findings, at
from services.ledger.stories import Document, Paths, Sequences


class Earlier:
    """What the clock and the restored cases say of earlier logs."""

    def __init__(
        self, findings: Findings, bounds: Bounds, sequences: Sequences, paths: Paths
    ) -> None:
        self.logs: tuple[Restored, ...] = ()
        self._findings = findings
        self._bounds = bounds
        self._sequences = sequences
        self._paths = paths

    def told(self, clock: CityClock) -> None:
        """The city's clock names every log before this one."""
        self.logs = clock.restored
        self._bounds.begun_ms = clock.begun_ms

    def case(self, record: Record) -> None:
        """A record of bus.cases.v1: one that a restore wrote says how far its request was."""
        if not is_restored(record) or type_of(record.headers) != Case.TYPE:
            return
        try:
            case: Document = orjson.loads(record.value or b"")
            request, state = case["request_id"], case.get("state")
            self._sequences.go_on(request, case.get("counters", {}))
            self._paths.go_on(request, None if state is None else State(state))
        except UNREADABLE as error:
            self._findings.unreadable(at(record), error)

    def has(self, logged_ms: int) -> bool:
        """Whether a record stood there, so that nothing can be said of it here."""
        if not self._bounds.is_earlier(logged_ms):
            return False
        self._findings.leave(EARLIER)
        return True
