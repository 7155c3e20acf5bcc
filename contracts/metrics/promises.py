"""What a case worker shows of requests and their clocks, in the order of docs/metrics.md."""

from typing import Final

from contracts.catalogue import LEGAL
from contracts.catalogue import Metric as Clock
from contracts.metrics.kinds import AGENCY, GROUP, PARTITION, Kind, Label, Metric
from contracts.metrics.workers import STATE

AGES: Final[tuple[tuple[str, int], ...]] = (
    ("0-1", 1),
    ("2-3", 3),
    ("4-5", 5),
    ("6-14", 14),
    ("15-30", 30),
    ("31-60", 60),
)
"""Buckets of age: what each is called, and the most working days in it."""
OLDER: Final = "over-60"
"""What is older than any of them: past what Perpres 76/2013 allows."""

RUNNING, DUE_SOON, LATE, STANDS_STILL = "running", "due_soon", "late", "paused"
STANDINGS: Final = (LATE, DUE_SOON, RUNNING, STANDS_STILL)
"""How a clock that is owed stands, the most pressing first."""

MET, EXTENDED, BREACHED, EXEMPT = "met", "extended", "breached", "exempt"
WORKING, ELAPSED = "working", "elapsed"
RAN, STOOD = "running", "paused"

LEVELS: Final = (*map(str, range(1, 10)), LEGAL)
"""Levels of escalation, the lowest first; the law's own limit is the highest."""

_CLOCK = Label("clock", tuple(map(str, Clock)))
_AGE = Label("age", (*(name for name, _ in AGES), OLDER))
_RESULT = Label("result", (MET, EXTENDED, BREACHED, EXEMPT))
_TIME = Label("time", (WORKING, ELAPSED))
_TIMED = Label("clock", (str(Clock.FIRST_RESPONSE), str(Clock.RESOLUTION)))
_LENGTHS = (
    *(1800.0, 3600.0, 7200.0, 14400.0, 27000.0),  # half an hour to a working day of 7.5 hours
    *(54000.0, 86400.0, 135000.0, 270000.0, 378000.0, 810000.0, 1620000.0),  # to 60 of them
)

OPEN_AGED = Metric(
    "simpul_open_cases_aged",
    Kind.GAUGE,
    "Open requests by how many working days ago they were accepted; the day itself counts 0.",
    "requests",
    (PARTITION, AGENCY, STATE, _AGE),
)
OPEN_GROUPED = Metric(
    "simpul_open_cases_grouped",
    Kind.GAUGE,
    "The same by what was asked for instead of by state.",
    "requests",
    (PARTITION, AGENCY, GROUP, _AGE),
)
OPEN_PROMISES = Metric(
    "simpul_open_promises",
    Kind.GAUGE,
    "Requests with a clock of that kind still owed, by how the most pressing one stands: late,"
    " due_soon once the last of its warnings was given, running, or paused.",
    "requests",
    (PARTITION, AGENCY, GROUP, _CLOCK, Label("standing", STANDINGS)),
)
ESCALATED = Metric(
    "simpul_open_cases_escalated",
    Kind.GAUGE,
    "Open requests by the highest level of escalation their present clocks have reached.",
    "requests",
    (PARTITION, AGENCY, Label("level", LEVELS)),
)
HELD = Metric(
    "simpul_requests_held",
    Kind.GAUGE,
    "Requests held after a bug of ours: what comes for them waits in quarantine for a replay.",
    "requests",
    (PARTITION, AGENCY),
)
RESULTS = Metric(
    "simpul_sla_results_total",
    Kind.COUNTER,
    "What became of promises, each once: met, extended (met after more time was given), breached"
    " (at its due instant), exempt (ended without being kept or broken).",
    "promises",
    (AGENCY, GROUP, _CLOCK, _RESULT),
)
WITHDRAWN = Metric(
    "simpul_sla_results_withdrawn_total",
    Kind.COUNTER,
    "Such results that were taken back: sent back to work, told late, or computed anew. Results"
    " less these are the promises that have that result.",
    "promises",
    (AGENCY, GROUP, _CLOCK, _RESULT),
)
USED = Metric(
    "simpul_clock_used_seconds",
    Kind.HISTOGRAM,
    "Time to first response and to resolution, in time or late, pauses left out: seconds of"
    " working time, or of the day and night where the term runs through them (elapsed).",
    "seconds of the term's own time",
    (AGENCY, GROUP, _TIMED, _TIME),
    _LENGTHS,
)
SPENT = Metric(
    "simpul_clock_seconds_total",
    Kind.COUNTER,
    "The whole time of clocks met or stopped: while they ran, and while they stood still.",
    "seconds of the term's own time",
    (AGENCY, GROUP, _CLOCK, _TIME, Label("spent", (RAN, STOOD))),
)
HOPS = Metric(
    "simpul_request_hops",
    Kind.HISTOGRAM,
    "How often a request was handed from one agency to another, counted when it ends.",
    "hand-overs",
    (AGENCY, GROUP),
    (0.0, 1.0, 2.0, 3.0, 5.0),
)
BOUNCES = Metric(
    "simpul_bounces_total",
    Kind.COUNTER,
    "Requests an agency gave back as not its own, by that agency.",
    "requests",
    (AGENCY,),
)
ARBITRATIONS = Metric(
    "simpul_arbitrations_total",
    Kind.COUNTER,
    "Requests agencies could not agree on, by the agency that gave it back last.",
    "requests",
    (AGENCY,),
)

PROMISES: tuple[Metric, ...] = tuple(
    one for one in list(vars().values()) if isinstance(one, Metric)
)
"""Every metric of requests and their clocks, in the order above."""


def group_of(path: str) -> str:
    """The service group a catalogue's path lies in: `Kebersihan` of `Kebersihan/Pengangkutan`."""
    return path.partition("/")[0]
