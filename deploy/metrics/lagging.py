"""What `simpul lag --serve` shows: the last look from outside, as a collector of Prometheus."""

from collections.abc import Iterator, Mapping
from threading import Lock

from prometheus_client.metrics_core import Metric as Family

from contracts.metrics import (
    GROUP_LAG,
    GROUP_LAG_SECONDS,
    REACHABLE,
    SILENCE,
    SILENT,
    STALLED,
    Sample,
)
from deploy.lag.looking import Look
from deploy.lag.stalls import Where
from deploy.metrics.families import families
from services.kafka.lag import Behind

PROCESS = "lag"


class LagFigures:
    """The latest look, told on a loop and read by a scrape in another thread.

    `stalled_after`: seconds; `silent_after`: seconds of an agency's own working time.
    """

    def __init__(self, version: str, stalled_after: float, silent_after: float) -> None:
        self._version = version
        self._stalled_after = stalled_after
        self._silent_after = silent_after
        self._lock = Lock()
        self._values: Mapping[Sample, float] = {}
        self._because = "The topics have not been looked at yet."

    def looked(self, look: Look, stood: Mapping[Where, float]) -> None:
        """A look succeeded; `stood`: how long each group stood still, seconds."""
        values: dict[Sample, float] = {(REACHABLE, (PROCESS,)): 1}
        for one in look.behind:
            values |= self._group(one, stood[one.where])
        for silence in look.silences:
            values[SILENCE, (silence.agency,)] = silence.working_seconds
            silent = silence.working_seconds > self._silent_after
            values[SILENT, (silence.agency,)] = int(silent)
        self._now_is(values, "")

    def _group(self, one: Behind, stood: float) -> dict[Sample, float]:
        labels = (one.group, one.topic, str(one.partition))
        return {
            (GROUP_LAG, labels): one.records,
            (GROUP_LAG_SECONDS, labels): one.seconds,
            (STALLED, labels): int(stood > self._stalled_after),
        }

    def away(self, sentence: str) -> None:
        """A look failed: what was known before is not shown as if it were true now."""
        self._now_is({(REACHABLE, (PROCESS,)): 0}, sentence)

    def _now_is(self, values: Mapping[Sample, float], because: str) -> None:
        with self._lock:
            self._values, self._because = values, because

    @property
    def version(self) -> str:
        """The release that runs."""
        return self._version

    def unready(self) -> list[str]:
        """Why nothing is known now, a sentence; nothing where all is well."""
        with self._lock:
            return [self._because] if self._because else []

    def collect(self) -> Iterator[Family]:
        """What Prometheus reads, in the order of the registry."""
        with self._lock:
            values = self._values
        return families(values, {})
