"""What must hold between the parts of a pack; each check only looks, and reports all it finds."""

from collections.abc import Callable, Iterator

from services.catalogue.checks.gaps import every_request_is_routed, every_rule_is_reached
from services.catalogue.checks.known import (
    channels_name_what_is_known,
    services_name_what_is_known,
)
from services.catalogue.checks.names import names_mean_one_thing
from services.catalogue.checks.past import histories_can_be_replayed
from services.catalogue.checks.routes import examples_agree, examples_route
from services.catalogue.checks.rules import rules_name_what_is_known
from services.catalogue.checks.standard import services_keep_their_standard, zones_of_time_agree
from services.catalogue.checks.statuses import agencies_are_whole, statuses_map
from services.catalogue.checks.terms import services_have_their_clocks, terms_name_what_is_known
from services.catalogue.draft import Draft
from services.catalogue.problems import Problem

CHECKS: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    names_mean_one_thing,
    services_name_what_is_known,
    channels_name_what_is_known,
    rules_name_what_is_known,
    terms_name_what_is_known,
    services_have_their_clocks,
    statuses_map,
    agencies_are_whole,
    services_keep_their_standard,
    zones_of_time_agree,
    every_rule_is_reached,
    examples_route,
    examples_agree,
    every_request_is_routed,
    histories_can_be_replayed,
)


def find_problems(draft: Draft) -> Iterator[Problem]:
    """What every check finds."""
    for check in CHECKS:
        yield from check(draft)
