"""What became of every agency record: exactly one class each; counts, never judges."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contracts.cases import Class
from contracts.reasons import Reason
from contracts.records import Record
from contracts.requests import RequestHeld
from contracts.topics import REQUESTS
from services.ledger.findings import At, Bounds, Findings, Place, agency_of, at
from services.ledger.report import Check
from services.ledger.stories import Document


@dataclass(frozen=True, slots=True)
class Worked:
    """Committed offsets by (topic, partition), read before anything else; None: not known."""

    intake: Mapping[Place, int] | None = None
    case: Mapping[Place, int] | None = None

    def folded(self) -> dict[int, int] | None:
        """Up to which offset of each partition of bus.requests.v1 facts were folded."""
        if self.case is None:
            return None
        return {
            number: offset for (topic, number), offset in self.case.items() if topic == REQUESTS
        }


ASIDE = frozenset({Class.REJECTED, Class.HELD})


OPEN = "records whose outcome may stand after what was read"


def class_of(reason: str) -> Class:
    """The class of a record in quarantine."""
    return Class.HELD if reason == Reason.HELD else Class.REJECTED


def retry_of(fact: Document) -> str:
    """The operator's retry a fact was made for; nothing where its record was read first."""
    retry = fact.get("retry")
    return retry["retry_id"] if retry else ""


class Outcomes:
    """Agency records on one side; facts, quarantine and what cases judged on the other."""

    def __init__(self, findings: Findings, bounds: Bounds, worked: Worked) -> None:
        self._findings = findings
        self._bounds = bounds
        self._worked = worked
        self._sent: dict[At, None] = {}
        self._facts: dict[str, At] = {}
        self._fact_at: dict[At, tuple[str, At]] = {}
        self._stood_in: set[At] = set()
        self._retried: dict[At, list[str]] = {}
        self._judged: dict[At, Class] = {}
        self._by_intake: dict[At, str] = {}
        self._by_case: dict[At, str] = {}
        self._turned_away: dict[At, str] = {}
        self.classes: dict[str, Counter[Class]] = {}
        self.quarantined: Counter[str] = Counter()
        self.unaccounted = 0
        self._waiting_may_end = False

    @property
    def facts(self) -> int:
        """How many facts there are, copies counted once."""
        return len(self._facts)

    def sent(self, record: Record) -> None:
        """An agency's record."""
        self._sent[at(record)] = None

    def fact(self, record: Record, kind: str, fact: Document) -> None:
        """A fact's first copy: the record it was made from must exist and have made no other."""
        origin, fact_id = fact["origin"], fact["fact_id"]
        where = At(origin["topic"], origin["partition"], origin["offset"])
        other, _ = self._fact_at.setdefault(where, (fact_id, at(record)))
        if other != fact_id:
            self._say(at(record), f"{where} became the fact {other} before, now also {fact_id}")
        self._facts[fact_id] = where
        if kind == RequestHeld.TYPE:
            self._stood_in.add(where)
        if retry_of(fact):
            self._retried.setdefault(where, []).append(retry_of(fact))
        self._must_exist(where, at(record), f"the fact {fact_id}")

    def aside(self, record: Record, put_aside: Document) -> None:
        """The first copy of a record in quarantine."""
        original, hop = put_aside["original"], put_aside["hop"]
        where = At(original["topic"], original["partition"], original["offset"])
        known = self._by_intake if hop == "intake" else self._by_case
        if where in known and not put_aside.get("retry"):
            self._say(at(record), f"{where} was put into quarantine twice by {hop}")
        known[where] = put_aside["reason"]
        self._must_exist(where, at(record), "a record in quarantine")

    def facts_of(self, place: Document) -> list[str]:
        """The fact that was made of an agency's record, then the retries it was made for."""
        where = At(place["topic"], place["partition"], place["offset"])
        known = self._fact_at.get(where)
        return [*(known[:1] if known is not None else ()), *self._retried.get(where, ())]

    def turned_away(self, record: Record, put_aside: Document) -> None:
        """A record a case could remember nothing of; a copy of its fact is turned away again."""
        original = put_aside["original"]
        where = At(original["topic"], original["partition"], original["offset"])
        self._turned_away.setdefault(where, put_aside["reason"])
        self._must_exist(where, at(record), "a record in quarantine")

    def judged(self, fact_id: str, outcome: Class, where: At) -> None:
        """What a case says became of a fact; `where` is the case's record. After all facts."""
        origin = self._facts.get(fact_id)
        if origin is None:
            if self._bounds.whole(REQUESTS) and not self._bounds.cut:
                self._say(where, f"the case judged {fact_id}, a fact that is not on {REQUESTS}")
        elif origin in self._judged:
            self._say(where, f"{origin} was judged before as {self._judged[origin]}, now {outcome}")
        else:
            self._judged[origin] = outcome

    def conclude(self, *, at_rest: bool) -> None:
        """Give every record its one class; unless at rest, what waited may have been put aside."""
        self._waiting_may_end = not at_rest
        for where in self._sent:
            outcome = self._class_of(where)
            if outcome is None:
                self._no_outcome(where)
                continue
            agency = agency_of(where.topic) or where.topic
            self.classes.setdefault(agency, Counter())[outcome] += 1
            if outcome is Class.REJECTED:
                self.quarantined[self._reason(where)] += 1

    def _no_outcome(self, where: At) -> None:
        """Under way, or lost: a hop's committed offset tells which."""
        fact_id, fact_at = self._fact_at.get(where, (None, None))
        if fact_at is None and self._bounds.cut:
            self._findings.leave(OPEN)
            return
        self.unaccounted += 1
        place, hop, committed = (where, "intake", self._worked.intake)
        if fact_at is not None:
            place, hop, committed = (fact_at, "case", self._worked.case)
        upto = (committed or {}).get(place[:2], 0)
        if upto > place.offset:
            what = (
                f"its fact {fact_id} at {place} was judged by no case" if fact_id else "no outcome"
            )
            sentence = f"{what}, and yet {hop} has committed offset {upto}, past it: it is lost"
            self._findings.add(Check.COMMITTED, where, sentence)
        else:
            self._say(where, "no outcome: neither judged, nor in quarantine")

    def _class_of(self, where: At) -> Class | None:
        put_aside, judged = self._by_intake.get(where), self._judged.get(where)
        by_case = self._by_case.get(where)
        if where in self._retried and judged is not None:
            aside = put_aside or by_case or self._turned_away.get(where)
            return self._last_judged(where, judged, aside)
        if put_aside is None:
            self._must_agree(where, judged, by_case)
            aside = by_case or self._turned_away.get(where)
            return judged or (class_of(aside) if aside is not None else None)
        if where not in self._stood_in:
            for other in self._others(judged, by_case):
                self._say(where, f"put into quarantine by intake ({put_aside}) and yet {other}")
        return class_of(put_aside)

    def _last_judged(self, where: At, judged: Class, put_aside: str | None) -> Class:
        """A record that was read again is what the case says last, whatever it was before."""
        if judged in ASIDE and put_aside is None:
            self._say(where, f"judged {judged}, but not in quarantine")
        return judged

    def _others(self, judged: Class | None, by_case: str | None) -> Iterator[str]:
        if judged is not None:
            yield f"judged {judged} by the case"
        elif by_case is not None:
            yield f"put into quarantine by the case ({by_case})"

    def _must_agree(self, where: At, judged: Class | None, by_case: str | None) -> None:
        if judged in ASIDE and by_case is None:
            if self._bounds.cut:
                self._findings.leave(OPEN)
            else:
                self._say(where, f"judged {judged}, but not in quarantine")
        elif judged is Class.WAITING and self._waiting_may_end:
            return
        elif by_case is not None and judged not in (None, class_of(by_case)):
            self._say(where, f"judged {judged}, but in quarantine as {by_case}")

    def _reason(self, where: At) -> str:
        found = (one.get(where) for one in (self._by_intake, self._by_case, self._turned_away))
        return next((reason for reason in found if reason), "missing")

    def _must_exist(self, where: At, said_at: At, what: str) -> None:
        if where not in self._sent and self._bounds.covers(where):
            self._say(said_at, f"{what} names {where}, where no agency's record stands")

    def _say(self, where: At, sentence: str) -> None:
        self._findings.add(Check.OUTCOME, where, sentence)
