"""Which rules can be reached and which requests no rule takes: tried out, kind by kind of request.

Requests are told apart only as far as the rules of their service do, so that a few dozen stand
for all of them.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import product
from typing import Any

from contracts.areas import Areas
from contracts.catalogue import Service
from contracts.routing import MIDNIGHT, RiskLevel, Routable, RoutingRule, When
from services.catalogue.draft import Draft, sound, values

Part = dict[str, Any]
"""Facts of a request that belong together, as `Routable` names them."""

_MONDAY = datetime.fromisoformat("2026-03-02T00:00:00+07:00")
_OTHER = "?"
"""A value no rule names."""


def kinds_of_request(draft: Draft, service: Service) -> Iterator[Routable]:
    """One request for each way a service's rules can tell requests apart."""
    rules = [rule.when for rule in values(draft.rules) if _concerns(rule, service)]
    rules += [left.when for _, left in sound(draft.triage)]
    parts = [
        _submitters(rules, draft, service),
        _places(rules, draft.areas, service),
        _zones(rules, draft.areas, service),
        _times(rules),
        _risks(service),
        *_fields(rules, service),
    ]
    for chosen in product(*(_told_apart(part, rules, service) for part in parts)):
        yield _request(service, chosen)


def _concerns(rule: RoutingRule, service: Service) -> bool:
    return not rule.when.services or service.code in rule.when.services


def _request(service: Service, parts: tuple[Part, ...]) -> Routable:
    facts: Part = {"service": service.code, "submitter": service.owner}
    fields: Part = {}
    for part in parts:
        fields |= part.get("fields", {})
        facts |= part
    return Routable(**(facts | {"fields": fields}))


def _told_apart(parts: list[Part], rules: list[When], service: Service) -> list[Part]:
    """Of parts that no rule tells apart, the first."""
    kept: dict[tuple[bool, ...], Part] = {}
    asked = {name for part in parts for name in _asked(part)}
    for part in parts:
        alone = _request(service, (part,))
        kept.setdefault(tuple(_only(rule, asked).holds(alone) for rule in rules), part)
    return list(kept.values())


def _asked(part: Part) -> Iterator[str]:
    yield from part.keys() - {"fields"}
    yield from (f"fields.{code}" for code in part.get("fields", ()))


_CONDITION = {
    "submitter": "submitters",
    "kecamatan": "kecamatan",
    "kelurahan": "kelurahan",
    "zones": "zones",
    "received_at": "times",
    "risk_level": "risk_levels",
}


def _only(when: When, asked: set[str]) -> When:
    """The conditions of a rule on some facts alone."""
    names = {name for fact, name in _CONDITION.items() if fact in asked}
    fields = {code: some for code, some in when.fields.items() if f"fields.{code}" in asked}
    return When(**{name: getattr(when, name) for name in names}, fields=fields)


def _submitters(rules: list[When], draft: Draft, service: Service) -> list[Part]:
    if not any(rule.submitters for rule in rules):
        return [{"submitter": service.owner}]
    return [{"submitter": agency.code} for agency in values(draft.agencies)]


def _places(rules: list[When], areas: Areas | None, service: Service) -> list[Part]:
    nowhere: list[Part] = [{}] if service.location != "required" else []
    if areas is None or service.location == "none":
        return [{}]
    if not any(rule.kecamatan or rule.kelurahan for rule in rules):
        return [*nowhere, {}][:1]
    return nowhere + [{"kecamatan": a.kecamatan, "kelurahan": a.code} for a in areas.kelurahan]


def _zones(rules: list[When], areas: Areas | None, service: Service) -> list[Part]:
    if areas is None or service.location == "none" or not any(rule.zones for rule in rules):
        return [{}]
    return [{}, *({"zones": (zone.code,)} for zone in areas.zones)]


def _times(rules: list[When]) -> list[Part]:
    """Every moment of the week at which some rule's window begins or ends."""
    windows = [window for rule in rules for window in rule.times]
    if not windows:
        return [{}]
    moments = sorted({MIDNIGHT, *(m for w in windows for m in (w.since, w.until))})
    return [{"received_at": _on(day, moment)} for day in range(7) for moment in moments]


def _on(day: int, moment: time) -> datetime:
    return _MONDAY + timedelta(days=day, hours=moment.hour, minutes=moment.minute)


def _risks(service: Service) -> list[Part]:
    if any(rule.code == "risk_level" for rule in service.fields):
        said: list[Part] = [{"risk_level": level} for level in RiskLevel]
        return [{**one, "fields": {"risk_level": one["risk_level"].value}} for one in said]
    return [{"risk_level": service.risk_level}]


def _fields(rules: list[When], service: Service) -> Iterator[list[Part]]:
    """Each field some rule looks at, with every value it may have."""
    looked_at = {code for rule in rules for code in rule.fields}
    for field in service.fields:
        if field.code in looked_at and field.code != "risk_level":
            named = {value for rule in rules for value in rule.fields.get(field.code, ())}
            free = (*sorted(named), _OTHER)
            some: tuple[object, ...] = field.values or free
            if field.datatype == "boolean":
                some = (True, False)
            absent: list[Part] = [] if field.required and not field.pii else [{"fields": {}}]
            yield absent + [{"fields": {field.code: value}} for value in some]
