"""What a history came to, counted: what was not understood, routed or applied, and each term."""

from collections.abc import Iterable

from contracts.calendar import explain
from contracts.cases import ClockState
from contracts.catalogue import Metric
from contracts.events import Instant, Sentences, Value
from contracts.reasons import Reason
from contracts.requests import RequestReceived, StatusUpdated
from contracts.routing import Unrouted
from deploy.trying.rows import Unreadable
from deploy.trying.runs import Clocked, Fate, Run
from services.catalogue.draft import LeftToTriage

MOST_EXPLAINED = 3
"""Examples of a term at most, each of another result."""


class Counted(Value):
    """One thing that came up: how often, and the line of the file it stands on first."""

    what: str
    count: int
    first_line: int
    sentence: str | None = None
    """What was said of it there, in English."""


class Explained(Value):
    """One clock of one request, told."""

    reference: str
    started_at: Instant
    due: Instant
    ended_at: Instant | None
    result: ClockState
    sentences: Sentences
    """Why it was due when it was promised."""
    moved: bool
    """Whether anything has moved `due` since: pauses, or an end that was refused."""


class TermTold(Value):
    """What one term of one service would have said, counted by result."""

    service: str
    metric: Metric
    policy: str
    results: dict[ClockState, int]
    first_due: Instant
    last_due: Instant
    provisional: int
    """Due dates on a calendar that is not final."""
    examples: tuple[Explained, ...]


class Coverage(Value):
    """All that a history says of an agency's folder."""

    lines: int
    requests: int
    became: dict[str, int]
    """Lines by what became of them."""
    unreadable: tuple[Counted, ...]
    unmapped: tuple[Counted, ...]
    """Statuses the table does not know."""
    unknown_services: tuple[Counted, ...]
    unroutable: tuple[Counted, ...]
    left_to_triage: tuple[Counted, ...]
    """Unrouted too, but on purpose; `sentence` is the reason the pack gives."""
    refused: tuple[Counted, ...]
    late: tuple[Counted, ...]
    rejected: tuple[Counted, ...]
    terms: tuple[TermTold, ...]

    @property
    def has_problems(self) -> bool:
        """Whether anything is to be put right; what is late or left to triage may be as it is."""
        return any(
            (
                *(self.unreadable, self.unmapped, self.unknown_services),
                *(self.unroutable, self.refused, self.rejected),
            )
        )


class Counting:
    """Coverage being counted, request by request."""

    def __init__(self, triage: Iterable[LeftToTriage]) -> None:
        self._triage = tuple(triage)
        self._requests = 0
        self._became: dict[str, int] = {}
        self._found: dict[str, dict[str, Counted]] = {}
        self._terms: dict[tuple[str, Metric, str], TermTold] = {}

    def count(self, run: Run) -> None:
        """One request more."""
        self._requests += 1
        for fate in run.fates:
            self._became[fate.became] = self._became.get(fate.became, 0) + 1
            self._line(fate)
        for clocked in run.clocks:
            self._clock(run, clocked)

    def count_unreadable(self, line: Unreadable) -> None:
        """One line more that is no event."""
        self._note("unreadable", line.sentence, line.line)

    def coverage(self) -> Coverage:
        """What was counted so far; the most frequent first."""
        return Coverage(
            lines=sum(self._became.values()) + sum(o.count for o in self._all("unreadable")),
            requests=self._requests,
            became=dict(sorted(self._became.items())),
            terms=tuple(one for _, one in sorted(self._terms.items())),
            **{name: self._all(name) for name in Coverage.model_fields if name in _COUNTED},
        )

    def _line(self, fate: Fate) -> None:
        data, line = fate.row.heard.data, fate.row.line
        if isinstance(fate.fact, StatusUpdated) and fate.fact.mapped is None:
            outcome = f" with outcome {fate.fact.outcome}" if fate.fact.outcome else ""
            self._note("unmapped", f"{fate.fact.native}{outcome}", line)
        if isinstance(fate.fact, RequestReceived) and isinstance(fate.fact.route, Unrouted):
            self._unrouted(fate.fact, fate.fact.route, line)
        if fate.reason is Reason.UNKNOWN_SERVICE:
            self._note("unknown_services", str(data.get("service")), line, fate.sentence)
        elif fate.reason is not None:
            where = f" in {fate.field}" if fate.field else ""
            self._note("rejected", f"{fate.reason.value}{where}", line, fate.sentence)
        if fate.became in {"refused", "late"}:
            what = str(data.get("status", fate.row.heard.type))
            self._note(fate.became, what, line, fate.sentence)

    def _unrouted(self, fact: RequestReceived, route: Unrouted, line: int) -> None:
        because = next((t.because for t in self._triage if t.when.holds(route.facts)), None)
        name = "unroutable" if because is None else "left_to_triage"
        self._note(name, fact.service, line, because)

    def _note(self, name: str, what: str, line: int, sentence: str | None = None) -> None:
        known = self._found.setdefault(name, {})
        before = known.get(what)
        if before is None:
            known[what] = Counted(what=what, count=1, first_line=line, sentence=sentence)
            return
        first = (
            before
            if before.first_line <= line
            else Counted(what=what, count=1, first_line=line, sentence=sentence)
        )
        known[what] = first.model_copy(update={"count": before.count + 1})

    def _all(self, name: str) -> tuple[Counted, ...]:
        found = self._found.get(name, {}).values()
        return tuple(sorted(found, key=lambda one: (-one.count, one.first_line)))

    def _clock(self, run: Run, clocked: Clocked) -> None:
        promise, key = (
            clocked.promise,
            (run.service or "", clocked.promise.metric, clocked.promise.policy),
        )
        before = self._terms.get(key)
        told = _told(run, clocked)
        if before is None:
            self._terms[key] = told
            return
        results = dict(before.results)
        results[promise.result] = results.get(promise.result, 0) + 1
        self._terms[key] = before.model_copy(
            update={
                "results": results,
                "first_due": min(before.first_due, promise.due),
                "last_due": max(before.last_due, promise.due),
                "provisional": before.provisional + told.provisional,
                "examples": _with(before.examples, told.examples[0]),
            }
        )


def _told(run: Run, clocked: Clocked) -> TermTold:
    """What one clock says of its term."""
    started, promise = clocked
    example = Explained(
        reference=run.reference,
        started_at=promise.started_at,
        due=promise.due,
        ended_at=promise.ended_at,
        result=promise.result,
        sentences=explain(started.explanation, started.value, started.unit),
        moved=promise.due != started.due,
    )
    return TermTold(
        service=run.service or "",
        metric=promise.metric,
        policy=promise.policy,
        results={promise.result: 1},
        first_due=promise.due,
        last_due=promise.due,
        provisional=int(started.provisional),
        examples=(example,),
    )


def _with(examples: tuple[Explained, ...], one: Explained) -> tuple[Explained, ...]:
    known = {example.result for example in examples}
    full = len(examples) == MOST_EXPLAINED or one.result in known
    return examples if full else (*examples, one)


_COUNTED = {
    *("unreadable", "unmapped", "unknown_services", "unroutable", "left_to_triage"),
    *("refused", "late", "rejected"),
}
