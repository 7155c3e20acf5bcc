"""What must hold between the parts of a pack; each check only looks, and reports all it finds."""

from collections.abc import Callable, Iterator

from services.catalogue.checks.escalation import chains_name_what_is_known
from services.catalogue.checks.gaps import rules_and_requests_meet
from services.catalogue.checks.known import (
    channels_name_what_is_known,
    services_name_what_is_known,
)
from services.catalogue.checks.names import names_mean_one_thing
from services.catalogue.checks.own import agencies_keep_to_their_own
from services.catalogue.checks.parts import parts_run_by_what_offices_owe
from services.catalogue.checks.past import histories_can_be_replayed, histories_have_their_story
from services.catalogue.checks.routes import examples_agree, examples_route
from services.catalogue.checks.rules import rules_name_what_is_known
from services.catalogue.checks.standard import services_keep_their_standard, zones_of_time_agree
from services.catalogue.checks.statuses import agencies_are_whole, statuses_map
from services.catalogue.checks.terms import services_have_their_clocks, terms_name_what_is_known
from services.catalogue.draft import Draft
from services.catalogue.problems import Problem

Checks = tuple[Callable[[Draft], Iterator[Problem]], ...]

OF_NAMES: Checks = (
    names_mean_one_thing,
    services_name_what_is_known,
    channels_name_what_is_known,
    rules_name_what_is_known,
    terms_name_what_is_known,
    services_have_their_clocks,
    parts_run_by_what_offices_owe,
    chains_name_what_is_known,
    statuses_map,
    agencies_are_whole,
    agencies_keep_to_their_own,
    services_keep_their_standard,
    zones_of_time_agree,
    histories_can_be_replayed,
)
"""What each part says by itself and of others by name."""

OF_STORIES: Checks = (histories_have_their_story,)
"""What is only asked of examples that were replayed once."""

OF_ROUTES: Checks = (
    rules_and_requests_meet,
    examples_route,
    examples_agree,
)
"""What the routing table does with requests: of use only once every name in it is one."""


def find_problems(draft: Draft, more: Checks = ()) -> Iterator[Problem]:
    """What every check finds; routes are tried only where all that they rest on is sound."""
    found = [problem for check in (*OF_NAMES, *more) for problem in check(draft)]
    yield from found
    if draft.areas is not None and not any(_concerns_routes(problem) for problem in found):
        for check in OF_ROUTES:
            yield from check(draft)


def _concerns_routes(problem: Problem) -> bool:
    return problem.file.endswith(("routing.yaml", "services.yaml"))
