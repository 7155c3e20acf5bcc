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
    for entry, rule in sound(draft.rules):
        for place, example in enumerate(rule.examples.match):
            yield from _match(entry, rule, place, route(example, rules))
        if rule.when.holds(rule.examples.miss):
            sentence = f"`{rule.code}` matches the example it must not match"
            words = Words(sentence, "Narrow `when`, or show a request it leaves alone")
            yield entry.problem(words, "examples", "miss")


def _match(
    entry: Entry[RoutingRule], rule: RoutingRule, place: int, found: object
) -> Iterator[Problem]:
    at = ("examples", "match", place)
    if not isinstance(found, Routed):
        sentence = f"no rule matches this example of `{rule.code}`"
        yield entry.problem(Words(sentence, "Widen `when`, or correct the example"), *at)
    elif found.rule != rule.code:
        sentence = f"this example of `{rule.code}` is routed by `{found.rule}` instead"
        remedy = f"Move `{rule.code}` above `{found.rule}`, or correct the example"
        yield entry.problem(Words(sentence, remedy), *at)


def examples_agree(draft: Draft) -> Iterator[Problem]:
    """No request is shown as a match of two rules, or as both a match and a miss of one."""
    seen: list[tuple[Routable, str, int]] = []
    for entry, rule in sound(draft.rules):
        for place, example in enumerate(rule.examples.match):
            line = entry.document.line((*entry.path, "examples", "match", place))
            yield from _twice(entry, rule, example, seen)
            seen.append((example, rule.code, line))
        if rule.examples.miss in rule.examples.match:
            words = Words(
                f"`{rule.code}` shows one request as a match and as a miss", "Correct one of them"
            )
            yield entry.problem(words, "examples", "miss")


def _twice(
    entry: Entry[RoutingRule],
    rule: RoutingRule,
    example: Routable,
    seen: list[tuple[Routable, str, int]],
) -> Iterator[Problem]:
    for other, code, line in seen:
        if other == example and code != rule.code:
            place = rule.examples.match.index(example)
            sentence = f"this request is a match of `{code}` (line {line}) and of `{rule.code}`"
            words = Words(sentence, "Keep it at the rule that is to have it")
            yield entry.problem(words, "examples", "match", place)
