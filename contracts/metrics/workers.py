"""What a worker shows of its own work, in the order of docs/metrics.md."""

from collections.abc import Iterable
from typing import Final

from contracts.cases import Class
from contracts.catalogue import LEGAL, Priority
from contracts.catalogue import Metric as Clock
from contracts.lifecycle import State
from contracts.metrics.kinds import AGENCY, GROUP, PARTITION, TOPIC, Kind, Label, Metric
from contracts.reasons import Reason
from contracts.requests import FACTS
from contracts.sla import CLOCK_EVENTS

NEW: Final = "new"
"""The state a request comes from when it is received."""


def kind_of(type_: str) -> str:
    """The word in the middle of an event type: `breached` of `simpul.sla.breached.v1`."""
    return type_.split(".")[2]


def _all(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(one) for one in values)


OUTCOMES: Final = (Class.APPLIED, Class.DUPLICATE, Class.LATE, Class.REFUSED)
"""What a case makes of a record it does not put aside."""

HOP = Label("hop", ("intake", "case"))
VERSION = Label("version", source="the one in force, or that runs", most=1)
STATE = Label("state", _all([state for state in State if state.is_open]))

_LATENCIES = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
_ONE_WORKER = "Take `max by (partition, ...)` before summing: while a partition moves, two may say."

RECORDS = Metric(
    "simpul_records_total",
    Kind.COUNTER,
    "Records this worker has carried to the end: committed, or delivered with receipts.",
    "records",
    (HOP, TOPIC),
)
CHUNKS = Metric(
    "simpul_chunk_records",
    Kind.HISTOGRAM,
    "How many of those records each chunk held.",
    "records",
    (HOP,),
    (1.0, 5.0, 20.0, 100.0, 500.0, 1000.0, 2000.0),
)
CARRIED = Metric(
    "simpul_hop_latency_seconds",
    Kind.HISTOGRAM,
    "From a record standing on the topic a hop reads to what it led to being committed.",
    "seconds, by the broker's clock",
    (HOP,),
    _LATENCIES,
)
FACTS_WRITTEN = Metric(
    "simpul_facts_total",
    Kind.COUNTER,
    "Canonical facts intake made of an agency's records; work done again is counted again.",
    "facts",
    (AGENCY, Label("fact", _all([kind_of(one) for one in FACTS]))),
)
QUARANTINED = Metric(
    "simpul_quarantined_total",
    Kind.COUNTER,
    "Records put aside in quarantine, by what was wrong; intake's work done again counts again.",
    "records",
    (HOP, AGENCY, Label("reason", _all(Reason))),
)
JUDGED = Metric(
    "simpul_outcomes_total",
    Kind.COUNTER,
    "Agencies' records the case judged and did not put aside, each counted once.",
    "records",
    (AGENCY, Label("outcome", _all(OUTCOMES))),
)
WAITED = Metric(
    "simpul_early_total",
    Kind.COUNTER,
    "Records that came before their request and had to wait; their outcome is counted later.",
    "records",
    (AGENCY,),
)
REQUESTS = Metric(
    "simpul_requests_total",
    Kind.COUNTER,
    "Requests accepted, by the agency that submitted them.",
    "requests",
    (AGENCY, GROUP, Label("priority", _all(Priority))),
)
UNMAPPED = Metric(
    "simpul_unmapped_statuses_total",
    Kind.COUNTER,
    "Native statuses an agency's table does not know: kept, never guessed.",
    "reports",
    (AGENCY,),
)
TRANSITIONS = Metric(
    "simpul_transitions_total",
    Kind.COUNTER,
    "Changes of state told on bus.status.v1, by the agency that has the request.",
    "changes",
    (AGENCY, Label("from", (NEW, *_all(State))), Label("to", _all(State))),
)
SLA = Metric(
    "simpul_sla_events_total",
    Kind.COUNTER,
    "What became of promises: met in time, breached at the due instant, stopped after it, ...",
    "clock events",
    (
        AGENCY,
        Label("clock", _all(Clock)),
        Label("event", _all([kind_of(one) for one in CLOCK_EVENTS])),
    ),
)
ESCALATIONS = Metric(
    "simpul_escalations_total",
    Kind.COUNTER,
    "Levels of escalation reached, by the agency that has the request; X is the law's own limit.",
    "levels",
    (AGENCY, Label("level", (*map(str, range(1, 10)), LEGAL))),
)
LATENCY = Metric(
    "simpul_status_latency_seconds",
    Kind.HISTOGRAM,
    "From an agency's record standing on its topic to the status event it caused being committed.",
    "seconds, by the broker's clock",
    (AGENCY,),
    _LATENCIES,
)
OPEN_CASES = Metric(
    "simpul_open_cases",
    Kind.GAUGE,
    f"Requests the city still owes something, by who has them. {_ONE_WORKER}",
    "requests",
    (PARTITION, AGENCY, STATE),
)
LAG = Metric(
    "simpul_lag_records",
    Kind.GAUGE,
    "Records on a partition that this hop has not committed yet, as of the last fetch.",
    "records",
    (HOP, TOPIC, PARTITION),
)
READY = Metric(
    "simpul_partition_ready",
    Kind.GAUGE,
    "1 once a partition this worker owns has been taken over, 0 while it is being taken over.",
    "1 or 0",
    (HOP, TOPIC, PARTITION),
)
RECOVERED = Metric(
    "simpul_recovered_records",
    Kind.GAUGE,
    "State records read back so far in a partition's last take-over; 0 where its state was kept.",
    "records",
    (HOP, TOPIC, PARTITION),
)
RECOVERY_LEFT = Metric(
    "simpul_recovery_left_records",
    Kind.GAUGE,
    "How far a take-over's reading of state is from its end; what was removed counts too.",
    "records",
    (HOP, TOPIC, PARTITION),
)
OLDEST = Metric(
    "simpul_oldest_uncommitted_seconds",
    Kind.GAUGE,
    "How long the oldest chunk in flight has been under way; 0 when none is.",
    "seconds",
    (HOP,),
)
IN_FLIGHT = Metric(
    "simpul_chunks_in_flight",
    Kind.GAUGE,
    "Chunks handed out that are not committed, or not delivered, yet.",
    "chunks",
    (HOP,),
)
COMMIT_AGE = Metric(
    "simpul_commit_age_seconds",
    Kind.GAUGE,
    "How long a partition's committed offset has not moved while records wait; 0 where none do.",
    "seconds",
    (HOP, TOPIC, PARTITION),
)
PAUSED = Metric(
    "simpul_partition_paused",
    Kind.GAUGE,
    "1 where so many surprises came that the partition stands still until a restart.",
    "1 or 0",
    (HOP, TOPIC, PARTITION),
)
HORIZON_AGE = Metric(
    "simpul_horizon_age_seconds",
    Kind.GAUGE,
    "How far intake's horizon lies behind while a due deadline waits for it; 0 where none waits.",
    "seconds, by the broker's clock",
    (HOP,),
)
RELEASES = Metric(
    "simpul_releases_total",
    Kind.COUNTER,
    "How often this worker gave its partitions up: at rebalances and when it stops.",
    "times",
    (HOP,),
)
TRANSACTIONS = Metric(
    "simpul_transactions_total",
    Kind.COUNTER,
    "Transactions by how they ended: committed here; and at a take-over a former owner's last one,"
    " where it was found aborted, or still open, so that its owner was fenced.",
    "transactions",
    (HOP, Label("result", ("committed", "aborted", "fenced"))),
)
CATALOGUE = Metric(
    "simpul_catalogue_info",
    Kind.GAUGE,
    "The catalogue version in force, as far as this worker has read.",
    "always 1",
    (HOP, VERSION),
)
BUILD = Metric(
    "simpul_build_info",
    Kind.GAUGE,
    "The release this worker runs.",
    "always 1",
    (HOP, VERSION, Label("python", source="the Python it runs on", most=1)),
)

WORKERS: tuple[Metric, ...] = tuple(one for one in list(vars().values()) if isinstance(one, Metric))
"""Every metric of a worker, in the order above."""
