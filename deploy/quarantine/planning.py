"""What is replayed with what: requests apart, a held one whole and in order; writes nothing."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from agents.case.release import PUT_ASIDE
from contracts.cases import Case, Stub
from contracts.quarantine import Quarantined
from contracts.releases import in_force
from contracts.requests import Retry
from contracts.retries import Decision, DiscardOrdered, ReleaseOrdered, RetryOrdered
from deploy.quarantine.choosing import PARKED, Cases, cases_of, collect, held, place_of
from deploy.quarantine.decided import Decided
from deploy.quarantine.finding import Progress
from deploy.quarantine.foresight import Foreseen, Ground, foresee, read_again
from services.kafka.ports import TopicReader

_ALL = 100_000

Fresh = Callable[[], str]
"""Gives ids nobody else has."""


class Operator(NamedTuple):
    """Who decides, and why."""

    by: str
    why: str


class Group(NamedTuple):
    """Records of one request, in the order they arrived, and what each would come to."""

    request_id: str | None
    case: Case | Stub
    release: str | None
    """The decision that lets a held request go on behind them; None where it is not held."""
    foreseen: list[Foreseen]

    @property
    def goes_on(self) -> bool:
        """Whether a hold is to be lifted: not while our code still fails on one of its records."""
        return self.release is not None and not any(one.read.broken for one in self.foreseen)

    def sends(self, one: Foreseen) -> bool:
        """Whether it is worth to replay a record; of a held request, whatever its case may hear."""
        if self.release is None:
            return one.mended
        return self.goes_on and one.read.fact is not None and not one.idle

    @property
    def sent(self) -> list[Foreseen]:
        """The records that are replayed, in order."""
        return [one for one in self.foreseen if self.sends(one)]


class Planner:
    """Groups records by request; reads cases and what is parked beside the records asked for."""

    def __init__(
        self,
        reader: TopicReader,
        ground: Ground,
        decided: dict[str, Decided],
        fresh: Fresh,
        progress: Progress,
    ) -> None:
        self._reader = reader
        self._ground = ground
        self._decided = decided
        self._fresh = fresh
        self._progress = progress

    async def plan(self, chosen: Sequence[Quarantined], request: str | None) -> list[Group]:
        """The groups, by when the first of each arrived; `request` is one even without records."""
        requests = {name for one in chosen if (name := self._request(one)) is not None}
        requests |= {request} if request is not None else set()
        cases = await cases_of(self._reader, requests, self._progress)
        waiting = held(cases)
        whole = {one.quarantine_id: one for one in [*chosen, *(await self._parked(waiting))]}
        groups: dict[str | None, list[Quarantined]] = {name: [] for name in sorted(waiting)}
        for one in sorted(whole.values(), key=place_of):
            groups.setdefault(self._request(one), []).append(one)
        found = [self._group(name, of, cases) for name, of in groups.items()]
        return sorted(found, key=_first)

    def _request(self, what: Quarantined) -> str | None:
        """The request a record is of: as its fact says, else as it seemed when it was put aside."""
        fact = read_again(what, self._ground, Retry(retry_id="")).fact
        return what.request_id if fact is None else fact.request_id

    async def _parked(self, waiting: frozenset[str]) -> list[Quarantined]:
        if not waiting:
            return []
        collected = await collect(
            self._reader,
            self._ground.releases.city_clock(),
            lambda entry: (
                entry.what.request_id in waiting
                and entry.what.reason in PARKED
                and entry.what.quarantine_id not in self._decided
            ),
            _ALL,
            self._progress,
        )
        return collected.records

    def _group(self, name: str | None, of: Iterable[Quarantined], cases: Cases) -> Group:
        case = cases.get(name or "") or Case(request_id=name or "")
        release = self._fresh() if isinstance(case, Case) and case.held else None
        reads = [
            read_again(one, self._ground, Retry(retry_id=self._fresh(), release=release))
            for one in of
        ]
        return Group(name, case, release, foresee(reads, case, self._ground))


def _first(group: Group) -> tuple[int, str, int, int]:
    return min((place_of(one.read.what) for one in group.foreseen), default=(0, "", 0, 0))


def orders(groups: Iterable[Group], operator: Operator, version: str | None) -> list[Decision]:
    """The decisions that replay what is worth it, each release behind its records."""
    return [order for group in groups for order in _orders(group, operator, version)]


def _orders(group: Group, operator: Operator, version: str | None) -> list[Decision]:
    found: list[Decision] = []
    judged = group.case.judged if isinstance(group.case, Case) else ()
    seen = [one.fact_id for one in judged if one.outcome in PUT_ASIDE]
    for one in group.sent:
        fact, what = one.read.fact, one.read.what
        if fact is None or fact.retry is None:
            continue
        seen.append(fact.fact_id)
        found.append(
            RetryOrdered(
                decision_id=fact.retry.retry_id,
                by=operator.by,
                why=operator.why,
                quarantine_id=what.quarantine_id,
                request_id=fact.request_id,
                agency=what.agency,
                original=what.original,
                catalogue=version,
                release=group.release,
            )
        )
    if group.goes_on and group.release is not None and group.request_id is not None:
        found.append(
            ReleaseOrdered(
                decision_id=group.release,
                by=operator.by,
                why=operator.why,
                request_id=group.request_id,
                seen=tuple(dict.fromkeys(seen)),
            )
        )
    return found


def discards(
    chosen: Iterable[Quarantined], operator: Operator, fresh: Fresh
) -> list[DiscardOrdered]:
    """The decisions that let records go."""
    return [
        DiscardOrdered(
            decision_id=fresh(),
            by=operator.by,
            why=operator.why,
            quarantine_id=one.quarantine_id,
            request_id=one.request_id,
        )
        for one in chosen
    ]


def better_version(foreseen: Foreseen, ground: Ground, now_ms: int) -> str | None:
    """The version in force now, where a record would be taken by it and not by its own."""
    now = in_force(ground.releases.versions(), now_ms)
    if now is None or foreseen.read.fact is not None or ground.version is not None:
        return None
    under_now = ground._replace(version=now.version)
    read = read_again(foreseen.read.what, under_now, Retry(retry_id=""))
    return None if read.fact is None else now.version
