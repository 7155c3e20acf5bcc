"""Names in a pack: each means one thing."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from contracts.calendar import ROUND_THE_CLOCK
from services.catalogue.draft import Draft, Entry, V, codes, sound
from services.catalogue.problems import Problem, Words

_FEW = 6


def unknown(kind: str, code: str, known: Iterable[str]) -> Words:
    """The words for a name nobody has, with the nearest one that somebody has."""
    names = sorted(known)
    near = get_close_matches(code, names, n=1)
    sentence = f"{kind} `{code}` is not known"
    if near:
        return Words(sentence, f"Write `{near[0]}` if that is meant, or add `{code}`")
    listed = f"Write one of {', '.join(names)}" if 0 < len(names) <= _FEW else "Correct it"
    return Words(sentence, f"{listed}, or add `{code}`")


def names_mean_one_thing(draft: Draft) -> Iterator[Problem]:
    """No code stands for two agencies, services, policies, rules, calendars, channels or chains."""
    yield from _repeated("agency", draft.agencies)
    yield from _repeated("service", draft.services)
    yield from _repeated("policy", draft.policies)
    yield from _repeated("rule", draft.rules)
    yield from _repeated("calendar", draft.calendars)
    yield from _round_the_clock(draft)
    yield from _repeated("channel", draft.channels)
    yield from _repeated("chain", draft.chains)
    yield from _native_codes(draft)
    for entry, service in sound(draft.services):
        fields = [rule.code for rule in service.fields]
        for place, code in enumerate(fields):
            if code in fields[:place]:
                words = Words(f"field `{code}` stands here twice", "Rename one, or take it out")
                yield entry.problem(words, "fields", place, "code")


def _repeated(kind: str, entries: list[Entry[V]]) -> Iterator[Problem]:
    first: dict[str, Entry[V]] = {}
    for entry in entries:
        if entry.code is None:
            continue
        other = first.setdefault(entry.code, entry)
        if other is not entry:
            place = f"{other.document.file} line {other.document.line(other.path)}"
            sentence = f"{kind} `{entry.code}` is already defined in {place}"
            yield entry.problem(Words(sentence, "Rename one of the two"), "code")


def _round_the_clock(draft: Draft) -> Iterator[Problem]:
    """The calendar every city has by itself keeps its name."""
    for entry in draft.calendars:
        if entry.code == ROUND_THE_CLOCK.id:
            sentence = f"calendar `{entry.code}` is the one around the clock that every city has"
            yield entry.problem(Words(sentence, "Name this one otherwise"), "id")


def _native_codes(draft: Draft) -> Iterator[Problem]:
    taken: dict[tuple[str, str], str] = {}
    catalogue = codes(draft.services)
    for entry, service in sound(draft.services):
        for place, code in enumerate(service.native_codes):
            other = taken.setdefault((service.owner, code), service.code)
            if other != service.code:
                sentence = f"{service.owner} already calls `{other}` by the native code `{code}`"
                words = Words(sentence, "Keep it at one of the two services")
                yield entry.problem(words, "native_codes", place)
            if code in catalogue:
                sentence = f"the native code `{code}` is a service's code in this catalogue"
                words = Words(sentence, "Write what the agency's own app calls it")
                yield entry.problem(words, "native_codes", place)
