"""What a replay would come to, by the real steps of both hops, in memory; writes nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from agents.case.archive import turn_away
from agents.case.fold import step
from agents.case.release import PUT_ASIDE
from agents.case.telling import Aside, Moment, Rules, Said, Telling
from agents.case.waiting import cause_of
from agents.engine.surprise import Surprise, attempt
from agents.intake.take import Again, Under, take
from contracts.cases import Case, Class, Stub
from contracts.catalogue import Catalogue
from contracts.envelope import Refusal
from contracts.quarantine import Original, Quarantined, record_of
from contracts.reasons import say
from contracts.releases import Releases
from contracts.requests import Fact, Retry
from contracts.topics import agency_of


class Ground(NamedTuple):
    """What a replay is judged by: the catalogues, the key of tickets, and the time it is now."""

    releases: Releases
    ticket_key: bytes
    now: datetime
    version: str | None = None
    """The catalogue version to read by; None: the one in force when a record was received."""


class Read(NamedTuple):
    """A record as intake would read it again: its fact, or a sentence on why there is none."""

    what: Quarantined
    fact: Fact | None
    sentence: str = ""
    broken: bool = False
    """Our own code fails on it."""


class Foreseen(NamedTuple):
    """What one record would come to: its class, and all that would be said."""

    read: Read
    became: str
    said: Sequence[Said | Aside] = ()
    sentence: str = ""
    mended: bool = True
    """False where it would be put aside again, or changes nothing."""
    idle: bool = False
    """Its case has judged it already, and it was no trouble."""


def read_again(what: Quarantined, ground: Ground, retry: Retry) -> Read:
    """One record by intake's own step."""
    lacking = _lacking(what.original)
    if lacking:
        return Read(what, None, lacking)
    record = record_of(what.original)
    catalogue = _catalogue(ground, record.timestamp)
    if catalogue is None:
        return Read(what, None, f"There is no catalogue version {ground.version} in force.")
    under = Under(catalogue, ground.releases.city_clock(), ground.ticket_key, Again(retry, record))
    found = attempt(take, record, under)
    if isinstance(found, Surprise):
        return Read(what, None, f"Our code still fails on it: {found.error}.", broken=True)
    if isinstance(found, Refusal):
        return Read(what, None, say(found.reason, found.detail).en)
    return Read(what, found)


def _catalogue(ground: Ground, received_ms: int) -> Catalogue | None:
    if ground.version is None:
        return ground.releases.in_force(received_ms)
    return ground.releases.version(ground.version)


def _lacking(original: Original) -> str:
    """Why a record cannot be read again as it came; nothing where it can."""
    if agency_of(original.topic) is None:
        return "It is no agency's record but an operator's; decide anew."
    if not original.headers_digest:
        return "Its topic had let go of it: only its digest is kept; its agency has to send it."
    if original.batch is not None:
        return "It is a batch nobody can read: its agency has to send its records again."
    if original.value_cut or original.headers_cut:
        return "It is over every limit and kept in part: it would be rejected again."
    return ""


def foresee(reads: Iterable[Read], case: Case | Stub, ground: Ground) -> list[Foreseen]:
    """What records of one request would come to, one after the other, by the case's own step."""
    found = []
    for one in reads:
        if one.fact is None:
            found.append(Foreseen(one, "rejected", sentence=one.sentence, mended=False))
            continue
        told = attempt(_step, one.fact, case, ground)
        if isinstance(told, Surprise):
            said = f"Our code still fails on it: {told.error}."
            found.append(Foreseen(one._replace(broken=True), "surprise", (), said, mended=False))
            continue
        found.append(_foreseen(one, one.fact, case if told is None else told.case, told))
        case = case if told is None or told.left is None else told.left
    return found


def _step(fact: Fact, case: Case | Stub, ground: Ground) -> Telling | None:
    moment = Moment(cause_of(fact), fact.origin.received_at, ground.now)
    wait_ms = ground.releases.city_clock().early_wait_ms
    rules = Rules(lambda name: _known(ground, name), wait_ms)
    if isinstance(case, Stub):
        return turn_away(case, fact, moment, rules)
    return step(case, fact, moment, rules)


def _known(ground: Ground, name: str) -> Catalogue:
    found = ground.releases.version(name)
    if found is None:
        raise LookupError(name)
    return found


_STILL_UNKNOWN = "Its request is still unknown: it would wait, and be put aside again."


def _foreseen(read: Read, fact: Fact, case: Case | Stub, told: Telling | None) -> Foreseen:
    judged = case.judged if isinstance(case, Case) else ()
    became = next((one.outcome for one in judged if one.fact_id == fact.fact_id), Class.REJECTED)
    if told is None:
        sentence = f"Its case has it already: {became.value}."
        return Foreseen(read, became.value, (), sentence, mended=False, idle=True)
    if became is Class.WAITING:
        return Foreseen(read, became.value, told.said, _STILL_UNKNOWN, mended=False)
    asides = [one.refusal for one in told.said if isinstance(one, Aside)]
    sentence = say(asides[-1].reason, asides[-1].detail).en if asides else ""
    return Foreseen(read, became.value, told.said, sentence, mended=became not in PUT_ASIDE)
