"""The routing table of a pack by its examples: each ends where it should, none says two things."""

from collections.abc import Iterator

from contracts.routing import Routable, Routed, RoutingRule, route
from services.catalogue.draft import Draft, Entry, sound, values
from services.catalogue.problems import Problem, Words


def examples_route(draft: Draft) -> Iterator[Problem]:
    """Each `match` ends at its rule through the whole table; each `miss` is refused by its rule."""
    rules = tuple(values(draft.rules))
    if len(rules) < len(draft.rules):
        return
    entries = {entry.code: entry for entry in draft.rules}
    for entry, rule in sound(draft.rules):
        for place, example in enumerate(rule.examples.match):
            found = route(example, rules)
            other = entries[found.rule] if isinstance(found, Routed) else None
            yield from _match(entry, rule, place, other)
        if rule.when.holds(rule.examples.miss):
            sentence = f"`{rule.code}` matches the example it must not match"
            words = Words(sentence, "Narrow `when`, or show a request it leaves alone")
            yield entry.problem(words, "examples", "miss")


def _match(
    entry: Entry[RoutingRule], rule: RoutingRule, place: int, found: Entry[RoutingRule] | None
) -> Iterator[Problem]:
    at = ("examples", "match", place)
    if found is None:
        sentence = f"no rule matches this example of `{rule.code}`"
        yield entry.problem(Words(sentence, "Widen `when`, or correct the example"), *at)
    elif found is not entry:
        sentence = f"this example of `{rule.code}` is routed by `{found.code}` instead"
        together = found.document.file == entry.document.file
        remedy = (
            f"Move `{rule.code}` above `{found.code}`" if together else f"Narrow `{found.code}`"
        )
        yield entry.problem(Words(sentence, f"{remedy}, or correct the example"), *at)


def examples_agree(draft: Draft) -> Iterator[Problem]:
    """No request is shown as a match of two rules, or as both a match and a miss of one."""
    seen: list[tuple[Routable, Entry[RoutingRule], int]] = []
    for entry, rule in sound(draft.rules):
        for place, example in enumerate(rule.examples.match):
            yield from _twice(entry, rule, example, seen)
            seen.append((example, entry, place))
        if rule.examples.miss in rule.examples.match:
            words = Words(
                f"`{rule.code}` shows one request as a match and as a miss", "Correct one of them"
            )
            yield entry.problem(words, "examples", "miss")


def _twice(
    entry: Entry[RoutingRule],
    rule: RoutingRule,
    example: Routable,
    seen: list[tuple[Routable, Entry[RoutingRule], int]],
) -> Iterator[Problem]:
    for other, matched, number in seen:
        if other == example and matched is not entry:
            place = rule.examples.match.index(example)
            there = matched.seen_from(entry, "examples", "match", number)
            sentence = f"this request is a match of `{matched.code}` ({there}) and of `{rule.code}`"
            words = Words(sentence, "Keep it at the rule that is to have it")
            yield entry.problem(words, "examples", "match", place)
