"""What a pack's routing rules name must exist: agencies, services, places, fields, values."""

from collections.abc import Iterator
from typing import TypeVar

from contracts.events import Value
from contracts.routing import Routable, RoutingRule, When
from services.catalogue.checks.names import unknown
from services.catalogue.draft import Draft, Entry, codes, sound
from services.catalogue.problems import Problem

V = TypeVar("V", bound=Value)


def rules_name_what_is_known(draft: Draft) -> Iterator[Problem]:
    """The agencies a rule routes to, its conditions and its examples name what there is."""
    agencies = codes(draft.agencies)
    for row, rule in sound(draft.rules):
        if rule.agency not in agencies:
            yield row.problem(unknown("agency", rule.agency, agencies), "agency")
        for place, code in enumerate(rule.co_agencies):
            if code not in agencies:
                yield row.problem(unknown("agency", code, agencies), "co_agencies", place)
        yield from _conditions(draft, row, rule.when)
        for place, example in enumerate(rule.examples.match):
            yield from _facts(draft, row, example, "match", place)
        yield from _facts(draft, row, rule.examples.miss, "miss")
    for left, triage in sound(draft.triage):
        yield from _conditions(draft, left, triage.when)


def _conditions(draft: Draft, row: Entry[V], when: When) -> Iterator[Problem]:
    for name, kind, named, known in (
        ("services", "service", when.services, codes(draft.services)),
        ("submitters", "agency", when.submitters, codes(draft.agencies)),
        ("kecamatan", "kecamatan", when.kecamatan, _kecamatan(draft)),
        ("kelurahan", "kelurahan", when.kelurahan, _kelurahan(draft)),
        ("zones", "zone", when.zones, _zones(draft)),
    ):
        for place, code in enumerate(named):
            if known is not None and code not in known:
                yield row.problem(unknown(kind, code, known), "when", name, place)
    yield from _field_conditions(draft, row, when)


def _field_conditions(draft: Draft, row: Entry[V], when: When) -> Iterator[Problem]:
    fields = _fields(draft, when.services)
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
    draft: Draft, row: Entry[RoutingRule], facts: Routable, *below: str | int
) -> Iterator[Problem]:
    for name, code, known in (
        ("service", facts.service, codes(draft.services)),
        ("submitter", facts.submitter, codes(draft.agencies)),
        ("kecamatan", facts.kecamatan, _kecamatan(draft)),
        ("kelurahan", facts.kelurahan, _kelurahan(draft)),
        *(("zones", zone, _zones(draft)) for zone in facts.zones),
    ):
        if known is not None and code is not None and code not in known:
            kind = "agency" if name == "submitter" else name
            yield row.problem(unknown(kind, code, known), "examples", *below, name)
    fields = _fields(draft, (facts.service,))
    for code in facts.fields.keys() - (fields or facts.fields).keys():
        yield row.problem(unknown("field", code, fields or ()), "examples", *below, "fields", code)


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


def _kecamatan(draft: Draft) -> set[str] | None:
    return {area.code for area in draft.areas.kecamatan} if draft.areas else None


def _kelurahan(draft: Draft) -> set[str] | None:
    return {area.code for area in draft.areas.kelurahan} if draft.areas else None


def _zones(draft: Draft) -> set[str] | None:
    return {zone.code for zone in draft.areas.zones} if draft.areas else None
