"""What changes in the services themselves: what is offered, asked for, and how it is named."""

from collections.abc import Iterator

from contracts.catalogue import PRIORITIES, Catalogue, FieldRule, Service
from services.catalogue.changes.comparing import Change, Concerned, Told, differing, shown, sides
from services.catalogue.words import promise

_CITIZENS, _AGENCIES, _CLOCKS = Concerned.CITIZENS, Concerned.AGENCIES, Concerned.CLOCKS

TOLD: dict[str, Told] = {
    "names": Told(_CITIZENS, "it is now called"),
    "descriptions": Told(_CITIZENS, "it is described as"),
    "keywords": Told(_CITIZENS, "it is found by the words"),
    "kind": Told(_CITIZENS, "it counts as"),
    "dimension": Told(_CITIZENS, "it belongs to the dimension"),
    "group": Told(_CITIZENS, "it stands under"),
    "location": Told(_CITIZENS, "a place is"),
    "outcomes": Told(_CITIZENS, "it may end as"),
    "confidential": Told(_CITIZENS, "confidential:"),
    "legal_basis": Told(_CITIZENS, "its legal basis is"),
    "owner": Told(_AGENCIES, "it belongs to"),
    "fallback": Told(_AGENCIES, "where no rule matches it waits with"),
    "native_codes": Told(_AGENCIES, "its agency calls it"),
    "verify_by": Told(_AGENCIES, "it is verified by"),
    "valid_from": Told(_CITIZENS, "it is offered from"),
    "valid_to": Told(_CITIZENS, "it is offered until"),
    "channels": Told(_CITIZENS, "it can be asked for by"),
    "evidence": Told(_CITIZENS, "the evidence asked for is"),
    "requirements": Told(_CITIZENS, "it requires"),
    "cost": Told(_CITIZENS, "it costs"),
    "output": Told(_CITIZENS, "it gives"),
    "stages": Told(_CITIZENS, "its stages are"),
    "co_agencies": Told(_AGENCIES, "who usually works on it too:"),
    "risk_level": Told(_AGENCIES, "its risk level is"),
    "external": Told(_AGENCIES, "other systems call it"),
    "closure": Told(_CLOCKS, "how it is closed:"),
}
"""How a field's change is told; a field that is not here is told by its own name."""

_ELSEWHERE = ("code", "status", "fields", "policies", "impact", "urgency")
_STATUS = {
    "published": "is offered now",
    "retired": "is no longer offered; open requests go on",
    "draft": "is a draft again and not offered",
}


def service_changes(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    """Service by service."""
    found = sides(old.service, new.service)
    for code in found.added:
        yield _added(new, new.service[code])
    for code in found.removed:
        name = old.service[code].names.id
        sentence = f'{code}: "{name}" is taken out of the catalogue.'
        yield Change(_CITIZENS, code, "removed", sentence)
    for code in found.both:
        yield from _changed(old.service[code], new.service[code])


def _added(catalogue: Catalogue, service: Service) -> Change:
    promises = "; ".join(promise(term).en for term in catalogue.terms_of(service.code))
    offered = "is new" if service.status == "published" else f"is new ({service.status})"
    name, owner = service.names.id, service.owner.upper()
    sentence = f'{service.code}: "{name}" of {owner} {offered}: {promises}.'
    return Change(_CITIZENS, service.code, "added", sentence)


def _changed(old: Service, new: Service) -> Iterator[Change]:
    code = new.code
    if old.status != new.status:
        yield Change(_CITIZENS, code, "changed", f"{code}: it {_STATUS[new.status]}.")
    yield from _asked(old, new)
    before, after = PRIORITIES[old.impact, old.urgency], PRIORITIES[new.impact, new.urgency]
    if (old.impact, old.urgency) != (new.impact, new.urgency):
        sentence = (
            f"{code}: impact {new.impact} and urgency {new.urgency} make it {after}, was {before}."
        )
        yield Change(_CLOCKS, code, "changed", sentence)
    for pair in differing(old, new, but=_ELSEWHERE):
        yield pair.told(code, TOLD, _AGENCIES)


def _asked(old: Service, new: Service) -> Iterator[Change]:
    """What somebody who wants it has to fill in."""
    before, after = old.rules_by_field, new.rules_by_field
    found = sides(before, after)
    for name in found.added:
        rule = after[name]
        must = "asks for" if rule.required else "may be told"
        sentence = f"{new.code}: it now {must} `{name}` ({rule.help.id})."
        yield Change(_CITIZENS, new.code, "added", sentence)
    for name in found.removed:
        sentence = f"{new.code}: it no longer asks for `{name}`; an event with it is rejected."
        yield Change(_CITIZENS, new.code, "removed", sentence)
    for name in found.both:
        yield from _field(new.code, before[name], after[name])


def _field(service: str, old: FieldRule, new: FieldRule) -> Iterator[Change]:
    about = f"{service}: `{new.code}`"
    if old.required != new.required:
        need = "must now be given" if new.required else "may now be left out"
        yield Change(_CITIZENS, service, "changed", f"{about} {need}.")
    if old.pii != new.pii:
        where = "belongs in the vault now" if new.pii else "may stand in events now"
        yield Change(_AGENCIES, service, "changed", f"{about} {where}.")
    values = sides(old.values, new.values)
    if values.added or values.removed:
        now = [f"may be {shown(values.added)}"] if values.added else []
        gone = [f"may no longer be {shown(values.removed)}"] if values.removed else []
        yield Change(_CITIZENS, service, "changed", f"{about} {' and '.join([*now, *gone])}.")
    for pair in differing(old, new, but=("code", "required", "pii", "values")):
        sentence = f"{about}: {pair.name} is {shown(pair.after)}, was {shown(pair.before)}."
        yield Change(_CITIZENS, service, "changed", sentence)
