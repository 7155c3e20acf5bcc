"""What changes in the city and its places, and in parts of a catalogue no other file tells of."""

from collections.abc import Iterator

from contracts.catalogue import Catalogue
from services.catalogue.changes.comparing import Change, Concerned, What, differing, sides

_TOLD_ELSEWHERE = (
    *("version", "areas", "city"),
    *("agencies", "services", "policies", "mappings", "routing", "calendars", "channels"),
    *("chains", "officers"),
)


def place_changes(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    """The city's own words, then its kelurahan, then the rest."""
    for pair in differing(old.city, new.city):
        yield pair.told(new.city.code, {}, Concerned.CITIZENS)
    yield from _kelurahan(old, new)
    for pair in differing(old.areas, new.areas, but=("kelurahan",)):
        sentence = f"The places' `{pair.name}` changed."
        yield Change(Concerned.AGENCIES, pair.name, "changed", sentence)
    for pair in differing(old, new, but=_TOLD_ELSEWHERE):
        sentence = f"The catalogue's `{pair.name}` changed."
        yield Change(Concerned.AGENCIES, pair.name, "changed", sentence)


def _kelurahan(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    before, after = old.areas.by_code, new.areas.by_code
    found = sides(before, after)
    for code in found.added:
        name = after[code].name
        yield _said(code, "added", f"Kelurahan {name} ({code}) is new.")
    for code in found.removed:
        name = before[code].name
        yield _said(code, "removed", f"Kelurahan {name} ({code}) is no longer in the city.")
    for code in found.both:
        for pair in differing(before[code], after[code]):
            if pair.name == "outline":
                told = f"Kelurahan {after[code].name} ({code}) has another outline."
                yield _said(code, "changed", told)
            else:
                yield pair.told(f"Kelurahan {code}", {}, Concerned.CITIZENS)


def _said(code: str, what: What, sentence: str) -> Change:
    return Change(Concerned.CITIZENS, code, what, sentence)
