"""What changes in the terms: how long, counted how, and for which services."""

from collections.abc import Iterator

from contracts.catalogue import Catalogue, Policy, Service, SlaTerm
from services.catalogue.changes.comparing import (
    Change,
    Concerned,
    Told,
    a_few,
    differing,
    sides,
)
from services.catalogue.words import length, metric, promise

_CLOCKS = Concerned.CLOCKS

TOLD: dict[str, Told] = {
    "calendar": Told(_CLOCKS, "it runs by the calendar"),
    "day_count": Told(_CLOCKS, "how days are counted:"),
    "start_on": Told(_CLOCKS, "it starts when"),
    "stop_on": Told(_CLOCKS, "it is met when"),
    "cancel_on": Told(_CLOCKS, "it is cancelled when"),
    "pause_on": Told(_CLOCKS, "it stands still in"),
    "warn_at": Told(_CLOCKS, "it warns at"),
    "legal_basis": Told(_CLOCKS, "its legal basis is"),
    "on_breach": Told(_CLOCKS, "it escalates by the chain"),
    "kind": Told(_CLOCKS, "it is a"),
}
"""How a field's change is told."""

_LENGTH = ("targets", "unit", "policy", "metric")


def term_changes(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    """Policy by policy, each with the services it is for; then services that changed policies."""
    found = sides(old.policy, new.policy)
    for code in found.removed:
        yield Change(_CLOCKS, code, "removed", f"Policy {code} is gone.")
    for code in found.added:
        policy = new.policy[code]
        promises = "; ".join(promise(term).en for term in policy.terms)
        yield Change(_CLOCKS, code, "added", f"Policy {code}{_whose(policy)} is new: {promises}.")
    for code in found.both:
        yield from _policy(code, old, new)
    for code in sides(old.service, new.service).both:
        yield from _service(old, new, new.service[code])


def _policy(code: str, old: Catalogue, new: Catalogue) -> Iterator[Change]:
    before = {term.metric: term for term in old.policy[code].terms}
    after = {term.metric: term for term in new.policy[code].terms}
    if old.policy[code].agency != new.policy[code].agency:
        sentence = f"Policy {code} is{_whose(new.policy[code]) or ' of the whole city'} now."
        yield Change(_CLOCKS, code, "changed", sentence)
    used = [service.code for service in new.services if code in service.policies]
    where = f" (for {a_few(used)})" if used else " (no service uses it)"
    found = sides(before, after)
    for name in found.added:
        sentence = f"{code} now promises {promise(after[name]).en}{where}."
        yield Change(_CLOCKS, code, "added", sentence)
    for name in found.removed:
        sentence = f"{code} no longer sets {metric(name).en}{where}."
        yield Change(_CLOCKS, code, "removed", sentence)
    for name in found.both:
        yield from _term(code, before[name], after[name], where)


def _whose(policy: Policy) -> str:
    return f" of {policy.agency.upper()}" if policy.agency is not None else ""


def _term(policy: str, old: SlaTerm, new: SlaTerm, where: str) -> Iterator[Change]:
    about = f"{policy}, {metric(new.metric).en}"
    if (old.targets, old.unit) != (new.targets, new.unit):
        sentence = f"{about}: {length(new).en}, was {length(old).en}{where}."
        yield Change(_CLOCKS, policy, "changed", sentence)
    for pair in differing(old, new, but=_LENGTH):
        yield pair.told(about, TOLD, _CLOCKS)._replace(about=policy)


def _service(old: Catalogue, new: Catalogue, service: Service) -> Iterator[Change]:
    """Other policies for a service, told by what is promised where that differs."""
    code = service.code
    if old.service[code].policies == service.policies:
        return
    before = {term.metric: term for term in old.terms_of(code)}
    after = {term.metric: term for term in new.terms_of(code)}
    for name, term in after.items():
        was = f"was {length(before[name]).en}" if name in before else "there was no term"
        if name not in before or before[name].policy != term.policy:
            sentence = f"{code}: {promise(term).en} by {term.policy}, {was}."
            yield Change(_CLOCKS, code, "changed", sentence)
    for gone in sides(before, after).removed:
        sentence = f"{code}: there is no term for {metric(gone).en} any more."
        yield Change(_CLOCKS, code, "removed", sentence)
