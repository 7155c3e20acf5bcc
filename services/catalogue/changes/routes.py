"""What changes in the ordered table of who answers."""

from collections.abc import Iterator
from itertools import pairwise

from contracts.catalogue import Catalogue
from contracts.routing import RoutingRule
from services.catalogue.changes.comparing import Change, Concerned, differing, shown, sides

_AGENCIES = Concerned.AGENCIES


def route_changes(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    """Rule by rule, then the order of those that stayed."""
    before = {rule.code: rule for rule in old.routing}
    after = {rule.code: rule for rule in new.routing}
    found = sides(before, after)
    for code in found.added:
        yield Change(_AGENCIES, code, "added", f"New rule {_told(after[code])}.")
    for code in found.removed:
        yield Change(_AGENCIES, code, "removed", f"Rule {_told(before[code])} is gone.")
    for code in found.both:
        yield from _changed(before[code], after[code])
    yield from _order(list(before), found.both)


def _told(rule: RoutingRule) -> str:
    return f"{rule.code}: {_when(rule)} goes to {rule.agency.upper()}"


def _when(rule: RoutingRule) -> str:
    asked = rule.when.model_dump(mode="json", exclude_defaults=True)
    return "; ".join(f"{name} {shown(value)}" for name, value in asked.items()) or "everything"


def _changed(old: RoutingRule, new: RoutingRule) -> Iterator[Change]:
    if old.agency != new.agency:
        sentence = f"Rule {_told(new)}, was {old.agency.upper()}."
        yield Change(_AGENCIES, new.code, "changed", sentence)
    if old.when != new.when:
        sentence = f"Rule {new.code} now holds for: {_when(new)}; before: {_when(old)}."
        yield Change(_AGENCIES, new.code, "changed", sentence)
    for pair in differing(old, new, but=("agency", "when", "examples", "because")):
        yield pair.told(f"Rule {new.code}", {}, _AGENCIES)._replace(about=new.code)


def _order(before: list[str], stayed: list[str]) -> Iterator[Change]:
    """The first rule that holds decides, so the order is part of what is said."""
    for first, second in pairwise(stayed):
        if before.index(first) > before.index(second):
            sentence = f"Rule {first} is asked before {second} now."
            yield Change(_AGENCIES, first, "changed", sentence)
