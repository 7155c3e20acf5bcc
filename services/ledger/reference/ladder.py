"""Who is called upon as a term runs out, and when; worked out on foot, apart from the case."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from contracts.called import Called
from contracts.catalogue import LEGAL, Catalogue, Chain, Level, Officer, SlaTerm
from services.ledger.reference.heard import Document
from services.ledger.reference.walk import NONSTOP, Walk


class Rung(NamedTuple):
    """A level that lies ahead: when it is reached, and why."""

    at: datetime
    level: str
    because: Called


class Ladder:
    """The chains and officers of one request's catalogue version."""

    def __init__(self, catalogue: Catalogue, asked: Document) -> None:
        self._catalogue = catalogue
        self.office = catalogue.calendars[0].id
        """The calendar by which messages go out."""
        self._urgent = asked["priority"] == "P1"
        self._of_the_past = asked["origin"]["claim"] == "backfill"

    def chain(self, term: SlaTerm) -> Chain | None:
        """A term's own chain, else the city's first; nobody is called upon for the past."""
        chains = self._catalogue.chains
        named = [one for one in chains if term.on_breach in {None, one.code}]
        return None if self._of_the_past or not named else named[0]

    def before(self, term: SlaTerm, walk: Walk, span: tuple[datetime, datetime]) -> Iterator[Rung]:
        """What lies between a term's start and its due date."""
        for level in self._levels(term):
            if level.at is not None and level.at < 1:
                yield Rung(walk.share(*span, level.at, term.unit), level.level, Called.SHARE)

    def waiting(self, term: SlaTerm, walk: Walk, span: tuple[datetime, datetime]) -> Iterator[Rung]:
        """What is reached where nobody takes the request up."""
        for level in self._levels(term):
            if level.unassigned is not None:
                at = walk.share(*span, level.unassigned, term.unit)
                yield Rung(at, level.level, Called.UNASSIGNED)

    def beyond(self, term: SlaTerm, walk: Walk, due: datetime, whole: int) -> Iterator[Rung]:
        """What lies from the due date on; `whole`: the term's own time, seconds."""
        for level in self._levels(term):
            if level.at is None or level.at < 1 or (level.level == LEGAL and term.kind != "law"):
                continue
            more = timedelta(seconds=round(whole * (level.at - 1)))
            at = due + more if term.unit in NONSTOP else walk.after(due, more)
            why = Called.STATUTORY if level.level == LEGAL else Called.SHARE
            yield Rung(at, level.level, why)

    def bounced(self, term: SlaTerm, hops: int) -> Iterator[str]:
        """The levels that so many hand-overs lead to."""
        for level in self._levels(term):
            if level.bounces is not None and level.bounces <= hops:
                yield level.level

    def _levels(self, term: SlaTerm) -> tuple[Level, ...]:
        chain = self.chain(term)
        return chain.levels if chain is not None else ()

    def says(self, term: SlaTerm, office: Walk, rung: Rung, agency: str | None) -> dict[str, Any]:
        """What is told of a level that is reached; `office`: by whose hours messages go out."""
        chain = self.chain(term)
        if chain is None:
            raise AssertionError
        goes = rung.at if self._urgent else office.opens(rung.at)
        (level,) = (one for one in chain.levels if one.level == rung.level)
        role, skipped = self._called(chain, level, agency or chain.desk, goes)
        return {
            "level": rung.level,
            "because": rung.because.value,
            "chain": chain.code,
            "role": role,
            "skipped": tuple(skipped),
            "legal": rung.level == LEGAL,
            "also": level.also,
            "sends_at": goes,
        }

    def _called(
        self, chain: Chain, level: Level, agency: str | None, goes: datetime
    ) -> tuple[str, list[tuple[str, str]]]:
        """Whose turn it is: up and up past whom nobody finds, but never past the last."""
        skipped: list[tuple[str, str]] = []
        found, role = False, level.role
        for one in chain.levels:
            found = found or one is level
            if not found or (one.level == LEGAL and level.level != LEGAL):
                continue
            role, why = one.role, self._missing(agency, one.role, goes)
            if why is None:
                return role, skipped
            skipped.append((role, why))
        return role, skipped[:-1]

    def _missing(self, agency: str | None, role: str, goes: datetime) -> str | None:
        """Why nobody of a role is there on a day; None where somebody is."""
        day = goes.astimezone(self._catalogue.city.zone).date()
        officer = self._officer(agency, role) or self._officer(None, role)
        if officer is None:
            return "missing"
        for one in officer.absences:
            if one.since <= day and (one.until is None or one.until >= day):
                return "absent"
        return None

    def _officer(self, agency: str | None, role: str) -> Officer | None:
        found = [
            one for one in self._catalogue.officers if (one.agency, one.role) == (agency, role)
        ]
        return found[-1] if found else None
