"""What changes in who is called upon: chains, level by level, and the officers they lead to."""

from collections.abc import Iterator

from contracts.catalogue import Catalogue, Chain, Officer
from services.catalogue.changes.comparing import Change, Concerned, Told, differing, sides

_AGENCIES = Concerned.AGENCIES

LEVELS: dict[str, Told] = {
    "role": Told(_AGENCIES, "it is for the"),
    "at": Told(_AGENCIES, "it is reached at"),
    "unassigned": Told(_AGENCIES, "it is reached where nobody takes a request up for"),
    "bounces": Told(_AGENCIES, "it is reached by hand-overs:"),
    "also": Told(_AGENCIES, "it also tells"),
}
"""How a level's change is told."""


def escalation_changes(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    """Chains that came, went or call upon somebody else; then officers, by whose they are."""
    before = {chain.code: chain for chain in old.chains}
    after = {chain.code: chain for chain in new.chains}
    found = sides(before, after)
    for code in found.added:
        roles = ", ".join(f"{one.level} {one.role}" for one in after[code].levels)
        yield Change(_AGENCIES, code, "added", f"Chain {code} is new: {roles}.")
    for code in found.removed:
        yield Change(_AGENCIES, code, "removed", f"Chain {code} is gone.")
    for code in found.both:
        yield from _chain(before[code], after[code])
    if before and after and old.chains[0].code != (first := new.chains[0].code):
        sentence = f"Terms that name no chain go by {first}, not by {old.chains[0].code}."
        yield Change(_AGENCIES, first, "changed", sentence)
    yield from _officers(old, new)


def _chain(old: Chain, new: Chain) -> Iterator[Change]:
    before = {level.level: level for level in old.levels}
    after = {level.level: level for level in new.levels}
    found = sides(before, after)
    for code in found.added:
        sentence = f"{new.code} has a level {code}, for the {after[code].role}."
        yield Change(_AGENCIES, new.code, "added", sentence)
    for code in found.removed:
        yield Change(_AGENCIES, new.code, "removed", f"{new.code} has no level {code} any more.")
    for code in found.both:
        for pair in differing(before[code], after[code]):
            about = f"{new.code}, level {code}"
            yield pair.told(about, LEVELS, _AGENCIES)._replace(about=new.code)
    for pair in differing(old, new, but=("levels",)):
        yield pair.told(new.code, {}, _AGENCIES)


def _officers(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    before = {_name(officer): officer for officer in old.officers}
    after = {_name(officer): officer for officer in new.officers}
    found = sides(before, after)
    for name in found.added:
        yield Change(_AGENCIES, name, "added", f"{name} is called upon now.")
    for name in found.removed:
        yield Change(_AGENCIES, name, "removed", f"{name} is not called upon any more.")
    for name in found.both:
        for pair in differing(before[name], after[name]):
            yield pair.told(name, {}, _AGENCIES)


def _name(officer: Officer) -> str:
    return f"{officer.agency or 'city'}/{officer.role}"
