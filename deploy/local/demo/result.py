"""What an unattended demo says at its end: the ledger's report beside what was sent."""

from dataclasses import dataclass, field

from contracts.cases import Class
from contracts.events import Value
from deploy.local.demo.course import Course
from services.ledger.report import Report


class Result(Value):
    """One JSON object; all but what is in `Played` is read from the topics.

    `applied` to `held` and `unaccounted` add up to `sent`, quarantine by its reasons.
    """

    sent: int
    """Records the broker gave the simulated agencies a receipt for."""
    applied: int
    duplicates: int
    late: int
    refused: int
    quarantined: dict[str, int]
    waiting: int
    held: int
    unaccounted: int
    requests: dict[str, int]
    """Requests by the agency that took them in."""
    resolved: dict[str, int]
    """Of those, how many were ever resolved."""
    open: dict[str, int]
    """Of those, how many the city still owes something."""
    status_events: dict[str, int]
    sla_events: dict[str, int]
    p50_ms: int | None
    p99_ms: int | None
    problems: int
    """What `simpul verify` would find."""
    kills: int
    seed: int
    seconds: float
    """How long the agencies published, real seconds of this start."""
    rss_mb: dict[str, Course]
    """Resident memory of each process while they did, MiB."""
    under_way: dict[str, Course]
    """Requests open, and records the agencies have planned, while they did."""

    @property
    def holds(self) -> bool:
        """Whether every record sent is accounted for once and the ledger found nothing."""
        return self.unaccounted == 0 and self.problems == 0


@dataclass(frozen=True)
class Played:
    """What a demo knows of itself, beside what stands on the topics."""

    sent: int
    kills: int = 0
    seed: int = 1
    seconds: float = 0
    rss_mb: dict[str, Course] = field(default_factory=dict)
    under_way: dict[str, Course] = field(default_factory=dict)


def result(report: Report, played: Played) -> Result:
    """The ledger's report, with what is missing counted from what was sent."""
    classes = {each: report.classes.get(each, 0) for each in Class}
    plain = (Class.APPLIED, Class.DUPLICATE, Class.LATE, Class.REFUSED, Class.WAITING, Class.HELD)
    outcomes = sum(classes[each] for each in plain) + sum(report.quarantined.values())
    return Result(
        sent=played.sent,
        applied=classes[Class.APPLIED],
        duplicates=classes[Class.DUPLICATE],
        late=classes[Class.LATE],
        refused=classes[Class.REFUSED],
        quarantined=report.quarantined,
        waiting=classes[Class.WAITING],
        held=classes[Class.HELD],
        unaccounted=played.sent - outcomes,
        requests=report.requests,
        resolved={agency: counts.resolved for agency, counts in report.agencies.items()},
        open={agency: counts.open for agency, counts in report.agencies.items()},
        status_events=report.status,
        sla_events=report.sla,
        p50_ms=report.latency.p50_ms,
        p99_ms=report.latency.p99_ms,
        problems=report.problem_count,
        kills=played.kills,
        seed=played.seed,
        seconds=round(played.seconds, 1),
        rss_mb=played.rss_mb,
        under_way=played.under_way,
    )


def settled(report: Report, sent: int) -> bool:
    """Whether every record sent has its final outcome: nothing is under way, nothing waits."""
    found = result(report, Played(sent))
    return found.unaccounted == 0 and found.waiting == 0
