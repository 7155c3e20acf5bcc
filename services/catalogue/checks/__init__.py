"""What must hold between the parts of a pack; each check only looks, and reports all it finds."""

from collections.abc import Callable, Iterator

from services.catalogue.checks.known import rules_name_what_is_known, services_name_what_is_known
from services.catalogue.checks.names import names_mean_one_thing
from services.catalogue.checks.routes import examples_route, rules_can_match, services_have_a_rule
from services.catalogue.checks.statuses import agencies_are_whole, statuses_map
from services.catalogue.checks.terms import services_have_their_clocks, terms_name_what_is_known
from services.catalogue.draft import Draft
from services.catalogue.problems import Problem

CHECKS: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    names_mean_one_thing,
    services_name_what_is_known,
    rules_name_what_is_known,
    terms_name_what_is_known,
    services_have_their_clocks,
    statuses_map,
    agencies_are_whole,
    rules_can_match,
    examples_route,
    services_have_a_rule,
)


def find_problems(draft: Draft) -> Iterator[Problem]:
    """What every check finds."""
    for check in CHECKS:
        yield from check(draft)
