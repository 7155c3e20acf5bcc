"""The routing table of a pack: every rule can match, every example ends where it should."""

from collections.abc import Iterator

from contracts.areas import Areas
from contracts.routing import Routed, RoutingRule, When, route
from services.catalogue.draft import Draft, Entry, sound, values
from services.catalogue.problems import Problem


def rules_can_match(draft: Draft) -> Iterator[Problem]:
    """No rule stands behind an earlier one that always matches first (by condition, a subset)."""
    rules = list(sound(draft.rules))
    for place, (entry, rule) in enumerate(rules):
        for earlier_entry, earlier in rules[:place]:
            if covers(earlier.when, rule.when, draft.areas):
                line = earlier_entry.document.line(earlier_entry.path)
                sentence = (
                    f"rule `{rule.code}` can never match: `{earlier.code}` (line {line})"
                    " matches everything it does"
                )
                yield entry.problem(sentence, "when")
                break


def covers(wide: When, narrow: When, areas: Areas | None) -> bool:
    """Whether all that the narrow conditions hold for, the wide ones hold for as well."""
    return (
        _within(narrow.services, wide.services)
        and _within(narrow.submitters, wide.submitters)
        and _within(narrow.kelurahan, wide.kelurahan)
        and _within(narrow.kecamatan or _around(narrow.kelurahan, areas), wide.kecamatan)
        and all(_within(narrow.fields.get(code, ()), some) for code, some in wide.fields.items())
    )


def _within(narrow: tuple[str, ...], wide: tuple[str, ...]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))


def _around(kelurahan: tuple[str, ...], areas: Areas | None) -> tuple[str, ...]:
    known = areas.by_code if areas else {}
    return tuple(known[code].kecamatan for code in kelurahan if code in known)


def examples_route(draft: Draft) -> Iterator[Problem]:
    """Each `match` ends at its rule through the whole table; each `miss` is refused by its rule."""
    rules = tuple(values(draft.rules))
    if len(rules) < len(draft.rules):
        return
    for entry, rule in sound(draft.rules):
        for place, example in enumerate(rule.examples.match):
            found = route(example, rules)
            if not isinstance(found, Routed):
                sentence = f"no rule matches this example of `{rule.code}`"
                yield entry.problem(sentence, "examples", "match", place)
            elif found.rule != rule.code:
                sentence = f"this example of `{rule.code}` is routed by `{found.rule}` instead"
                yield entry.problem(sentence, "examples", "match", place)
        yield from _miss(entry, rule)


def _miss(entry: Entry[RoutingRule], rule: RoutingRule) -> Iterator[Problem]:
    if rule.when.holds(rule.examples.miss):
        sentence = f"`{rule.code}` matches the example it must not match"
        yield entry.problem(sentence, "examples", "miss")


def services_have_a_rule(draft: Draft) -> Iterator[Problem]:
    """Some rule can route every published service that is verified by rule."""
    rules = values(draft.rules)
    if not rules or len(rules) < len(draft.rules):
        return
    for entry, service in sound(draft.services):
        waits = service.status == "published" and service.verify_by == "rule"
        named = any(not rule.when.services or service.code in rule.when.services for rule in rules)
        if waits and not named:
            sentence = f"no rule ever routes `{service.code}`; every request would wait in triage"
            yield entry.problem(sentence, "code")
