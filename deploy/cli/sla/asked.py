"""What `simpul sla simulate` is asked, read into a plan; a sentence where it cannot be read."""

import re
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import NamedTuple, NoReturn

import typer

from contracts.catalogue import Catalogue, Priority, Service, SlaTerm
from contracts.catalogue import Pause as PauseRule
from contracts.lifecycle import State
from deploy.sla.simulated import Pause, Plan, Report

TIME = "a date and time such as 2026-03-16T09:00, city time, or with an offset"
_WHY = re.compile(r":([a-z][a-z_]*)$")
"""What stands after the last time; no time has letters after a colon."""


class Asked(NamedTuple):
    """A plan as it was typed."""

    service: str
    received: str
    priority: str | None
    pauses: Sequence[str]
    reports: Sequence[str]
    until: str | None


def plan_of(catalogue: Catalogue, asked: Asked) -> Plan:
    """The plan; BadParameter with what was expected and what came."""
    service, reading = _service(catalogue, asked.service), _Reading(catalogue)
    received = reading.time("--received", asked.received)
    until = None if asked.until is None else reading.time("--until", asked.until)
    terms = catalogue.terms_of(service.code)
    pauses = tuple(reading.pause(text, terms) for text in asked.pauses)
    reports = tuple(map(reading.report, asked.reports))
    for at in (*(one.since for one in pauses), *(one.at for one in reports)):
        if at < received:
            _refuse("what happens must not lie before --received", f"{at:%Y-%m-%d %H:%M}")
    return Plan(
        service=service,
        received=received,
        priority=service.priority() if asked.priority is None else _priority(terms, asked.priority),
        pauses=pauses,
        reports=reports,
        until=until,
    )


def _service(catalogue: Catalogue, named: str) -> Service:
    """By the catalogue's code, or by what its own agency calls it."""
    native = (one for one in catalogue.services if named in one.native_codes)
    found = catalogue.service.get(named) or next(native, None)
    if found is None:
        codes = [code for one in catalogue.services for code in (one.code, *one.native_codes)]
        near = ", ".join(get_close_matches(named, codes, n=3, cutoff=0.4)) or ", ".join(codes[:3])
        _refuse(f"--service must be one of the catalogue's ({near} ...)", named)
    return found


def _priority(terms: Sequence[SlaTerm], text: str) -> Priority:
    known = sorted({one for term in terms for one in term.targets})
    if text not in known:
        _refuse(f"--priority must be one of {', '.join(known)}", text)
    return Priority(text)


class _Reading:
    """Reads one command's words."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._zone = catalogue.city.zone

    def time(self, option: str, text: str) -> datetime:
        """An instant; without an offset it is city time."""
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            _refuse(f"{option} must be {TIME}", text)
        return found.replace(tzinfo=self._zone) if found.tzinfo is None else found

    def pause(self, text: str, terms: Sequence[SlaTerm]) -> Pause:
        """FROM/TO, or FROM/ for one that lasts, with the state or the reason it is for."""
        stretch, why = _split(text)
        begin, slash, end = stretch.partition("/")
        if not slash:
            _refuse("--pause must be FROM/TO or FROM/TO:REASON", text)
        since = self.time("--pause", begin)
        until = self.time("--pause", end) if end else None
        if until is not None and until < since:
            _refuse("--pause must end after it begins", text)
        return Pause(since, until, *_standing(why, terms))

    def report(self, text: str) -> Report:
        """T:STATE."""
        at, state = _split(text)
        if state is None or state not in set(State):
            names = ", ".join(State)
            _refuse(f"--report must be T:STATE, its state one of {names}", text)
        return Report(self.time("--report", at), State(state))


def _split(text: str) -> tuple[str, str | None]:
    found = _WHY.search(text)
    return (text, None) if found is None else (text[: found.start()], found[1])


def _standing(why: str | None, terms: Sequence[SlaTerm]) -> tuple[State, str | None]:
    """The state a pause is in, and its reason: as the service's terms know them."""
    rules = [pause for term in terms for pause in term.pause_on]
    if why is None:
        return State.NEEDS_INFORMATION, _first_reason(rules)
    if why in set(State):
        return State(why), None
    for rule in rules:
        if why in rule.reasons:
            return rule.state, why
    known = sorted({*(one for rule in rules for one in rule.reasons), *(r.state for r in rules)})
    return _refuse(f"--pause names no reason of this service's terms ({', '.join(known)})", why)


def _first_reason(rules: Sequence[PauseRule]) -> str | None:
    """A reason with which clocks stand still, where their terms ask for one."""
    asking = (one for one in rules if one.state is State.NEEDS_INFORMATION)
    return next((one.reasons[0] for one in asking if one.reasons), None)


def _refuse(expected: str, came: str) -> NoReturn:
    raise typer.BadParameter(f"{expected}, got {came!r}")
