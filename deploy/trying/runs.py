"""Each request of a history through the real steps, alone; what became of every line and clock."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from itertools import count
from typing import NamedTuple

from contracts.catalogue import Catalogue, Evidence
from contracts.envelope import attribute, type_of
from contracts.inbox import NotApplied
from contracts.reasons import Reason
from contracts.records import Message, StoredRecord
from contracts.requests import Fact, RequestReceived, StatusUpdated
from contracts.sla import ClockStarted
from contracts.topics import REQUESTS, SLA
from deploy.replay import Line, spoken_of
from deploy.trying.rows import Row
from services.catalogue.histories import History, Promise


class Fate(NamedTuple):
    """What became of one line."""

    row: Row
    became: str
    """applied, duplicate, late, refused, rejected, waiting or held."""
    reason: Reason | None = None
    field: str | None = None
    sentence: str | None = None
    """Why not applied, in English."""
    fact: Fact | None = None


class Clocked(NamedTuple):
    """One clock of a request: how it began and what came of it."""

    started: ClockStarted
    promise: Promise


class Run(NamedTuple):
    """One request, replayed."""

    reference: str
    service: str | None
    fates: tuple[Fate, ...]
    clocks: tuple[Clocked, ...]


async def replay_all(catalogue: Catalogue, agency: str, rows: Sequence[Row]) -> AsyncIterator[Run]:
    """Each request of a history in order of its first line; all of them until the last time.

    The lines of a request are heard in order of time; those of the same instant as they stand.
    No evidence is asked of the past: its photos and notes are kept where nobody exports them from.
    """
    if not rows:
        return
    catalogue = asking_for_nothing(catalogue)
    until = max(row.heard.at for row in rows)
    for request, mine in _by_request(catalogue, agency, rows).items():
        ordered = sorted(mine, key=lambda row: row.heard.at)
        yield await _run(Line(catalogue, agency), request, ordered, until)


async def replay_example(catalogue: Catalogue, agency: str, history: History) -> Run:
    """One example as a run; its lines are numbered as its events."""
    rows = list(map(Row, count(1), history.events))
    request = spoken_of(history.events[0], catalogue, agency)
    until = history.until or history.events[-1].at
    return await _run(Line(catalogue, agency), request, rows, until)


def asking_for_nothing(catalogue: Catalogue) -> Catalogue:
    """The same catalogue, its services without evidence rules."""
    services = [one.model_copy(update={"evidence": Evidence()}) for one in catalogue.services]
    parts = {name: getattr(catalogue, name) for name in Catalogue.model_fields}
    return Catalogue(**parts | {"services": tuple(services)})


def _by_request(catalogue: Catalogue, agency: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(spoken_of(row.heard, catalogue, agency), []).append(row)
    return found


async def _run(line: Line, request: str, rows: Sequence[Row], until: datetime) -> Run:
    for row in rows:
        await line.take(row.heard)
    await line.pass_until(until)
    case = line.case(request)
    history = History(title=request, shape="straight", events=tuple(row.heard for row in rows))
    facts = {one.origin.offset: one for one in _facts(line.said)}
    answers = {one.event_id: one.sentences.en for one in _not_applied(line.said)}
    fates = []
    for row, record in zip(rows, line.records, strict=True):
        aside = line.put_aside(record)
        fates.append(
            Fate(
                row=row,
                became=line.judged(case, record),
                reason=aside.reason if aside else None,
                field=aside.field if aside else None,
                sentence=aside.sentences.en if aside else answers.get(_event_id(record)),
                fact=facts.get(record.offset),
            )
        )
    started = [one for one in _started(line.said) if one.request_id == request]
    promises = line.story(history).clocks
    return Run(
        reference=case.request.reference if case.request else request,
        service=case.request.service if case.request else None,
        fates=tuple(fates),
        clocks=tuple(map(Clocked, started, promises)),
    )


def _facts(said: Iterable[Message]) -> Iterable[Fact]:
    """The facts a line looks at: submissions and reports."""
    kinds = {kind.TYPE: kind for kind in (RequestReceived, StatusUpdated)}
    for message in said:
        kind = kinds.get(type_of(message.headers)) if message.topic == REQUESTS else None
        if kind is not None:
            yield kind.read(message.value or b"")


def _not_applied(said: Iterable[Message]) -> Iterable[NotApplied]:
    for message in said:
        if type_of(message.headers) == NotApplied.TYPE:
            yield NotApplied.read(message.value or b"")


def _started(said: Iterable[Message]) -> Iterable[ClockStarted]:
    for message in said:
        if message.topic == SLA and type_of(message.headers) == ClockStarted.TYPE:
            yield ClockStarted.read(message.value or b"")


def _event_id(record: StoredRecord) -> str:
    return attribute(record.headers, "ce_id")
