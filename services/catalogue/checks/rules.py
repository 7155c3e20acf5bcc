"""What a pack's routing rules name must exist: agencies, services, places, fields, values."""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from contracts.events import Value
from contracts.routing import Routable, RoutingRule, When
from services.catalogue.checks.names import unknown
from services.catalogue.draft import Draft, Entry, codes, sound
from services.catalogue.lines import Path
from services.catalogue.problems import Problem, Words

V = TypeVar("V", bound=Value)


class _Known(NamedTuple):
    """What there is, by code; None where that cannot be told."""

    services: set[str]
    agencies: set[str]
    kecamatan: set[str] | None
    kelurahan: set[str] | None
    zones: set[str] | None


def _known(draft: Draft) -> _Known:
    services, agencies = codes(draft.services), codes(draft.agencies)
    if draft.areas is None:
        return _Known(services, agencies, None, None, None)
    kecamatan = {area.code for area in draft.areas.kecamatan}
    zones = {zone.code for zone in draft.areas.zones}
    return _Known(services, agencies, kecamatan, {*draft.areas.by_code}, zones)


def rules_name_what_is_known(draft: Draft) -> Iterator[Problem]:
    """The agencies a rule routes to, its conditions and its examples name what there is."""
    known = _known(draft)
    for row, rule in sound(draft.rules):
        for place, code in enumerate((rule.agency, *rule.co_agencies)):
            below = ("co_agencies", place - 1) if place else ("agency",)
            if code not in known.agencies:
                yield row.problem(unknown("agency", code, known.agencies), *below)
            elif place and code == rule.agency:
                words = Words(f"`{code}` answers already and cannot help itself", "Take it out")
                yield row.problem(words, *below)
        yield from _conditions(draft, known, row, rule.when)
        for place, example in enumerate(rule.examples.match):
            yield from _facts(draft, known, row, example, ("match", place))
        yield from _facts(draft, known, row, rule.examples.miss, ("miss",))
    for left, triage in sound(draft.triage):
        yield from _conditions(draft, known, left, triage.when)


def _conditions(draft: Draft, known: _Known, row: Entry[V], when: When) -> Iterator[Problem]:
    for name, kind, named, there in (
        ("services", "service", when.services, known.services),
        ("submitters", "agency", when.submitters, known.agencies),
        ("kecamatan", "kecamatan", when.kecamatan, known.kecamatan),
        ("kelurahan", "kelurahan", when.kelurahan, known.kelurahan),
        ("zones", "zone", when.zones, known.zones),
    ):
        for place, code in enumerate(named):
            if there is not None and code not in there:
                yield row.problem(unknown(kind, code, there), "when", name, place)
    yield from _field_conditions(draft, row, when)


def _field_conditions(draft: Draft, row: Entry[V], when: When) -> Iterator[Problem]:
    fields = _fields(draft, when.services) if when.fields else None
    if fields is None:
        return
    for code, wanted in when.fields.items():
        if code not in fields:
            yield row.problem(unknown("field", code, fields), "when", "fields", code)
        elif fields[code]:
            for value in set(wanted) - fields[code]:
                words = unknown(f"value of `{code}`", value, fields[code])
                yield row.problem(words, "when", "fields", code)


def _facts(
    draft: Draft, known: _Known, row: Entry[RoutingRule], facts: Routable, below: Path
) -> Iterator[Problem]:
    for name, kind, code, there in (
        ("service", "service", facts.service, known.services),
        ("submitter", "agency", facts.submitter, known.agencies),
        ("kecamatan", "kecamatan", facts.kecamatan, known.kecamatan),
        ("kelurahan", "kelurahan", facts.kelurahan, known.kelurahan),
        *(("zones", "zone", zone, known.zones) for zone in facts.zones),
    ):
        if there is not None and code is not None and code not in there:
            yield row.problem(unknown(kind, code, there), "examples", *below, name)
    yield from _place(draft, row, facts, below)
    yield from _answers(draft, row, facts, below)


def _answers(
    draft: Draft, row: Entry[RoutingRule], facts: Routable, below: Path
) -> Iterator[Problem]:
    """A request fills in fields its service asks for, with values they have."""
    fields = _fields(draft, (facts.service,)) if facts.fields else None
    if fields is None:
        return
    for code, said in facts.fields.items():
        at = ("examples", *below, "fields", code)
        if code not in fields:
            yield row.problem(unknown("field", code, fields), *at)
        elif fields[code]:
            for value in _chosen(said) - fields[code]:
                yield row.problem(unknown(f"value of `{code}`", value, fields[code]), *at)


def _place(
    draft: Draft, row: Entry[RoutingRule], facts: Routable, below: Path
) -> Iterator[Problem]:
    """A request's kelurahan lies in the kecamatan it names: no other one can ever come."""
    area = draft.areas.by_code.get(facts.kelurahan or "") if draft.areas is not None else None
    if area is not None and facts.kecamatan not in {None, area.kecamatan}:
        sentence = f"kelurahan {area.code} lies in kecamatan {area.kecamatan}"
        words = Words(sentence, "Correct one of the two")
        yield row.problem(words, "examples", *below, "kecamatan")


def _chosen(value: object) -> set[str]:
    """The values a field's answer names: one, or those of a list."""
    return {str(one) for one in (value if isinstance(value, list | tuple) else (value,))}


def _fields(draft: Draft, services: tuple[str, ...]) -> dict[str, set[str]] | None:
    """The fields some of these services ask for (all services where none is named), with values.

    None where one of them did not validate: what it asks for is not known.
    """
    known = {service.code for _, service in sound(draft.services)}
    if not set(services) <= known or len(known) < len(draft.services):
        return None
    found: dict[str, set[str]] = {}
    for entry, service in sound(draft.services):
        if not services or entry.code in services:
            for rule in service.fields:
                found.setdefault(rule.code, set()).update(rule.values)
    return found
