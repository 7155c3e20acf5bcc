"""The small city with an escalation chain, officers who are there, away or missing, and a law."""

from datetime import datetime
from functools import cache
from typing import Any

from agents.case.telling import Rules
from contracts.calendar import ROUND_THE_CLOCK, TermUnit
from contracts.catalogue import Catalogue, Chain, Metric, Officer, Policy, SlaTerm, Text
from contracts.inbox import Escalate
from contracts.routing import Routable, Routed
from contracts.sla import ClockEscalated
from tests.builders.cases import WAIT_MS, Story, events
from tests.builders.catalogue import a_service, having
from tests.builders.later import LATER, later_city
from tests.builders.partitions import Worker, ground
from tests.builders.promises import terms, the_city

LEVELS: tuple[dict[str, Any], ...] = (
    {"level": "1", "role": "section-head", "at": 0.75, "unassigned": 0.25},
    {"level": "2", "role": "division-head", "at": 1, "also": ("citizen",)},
    {"level": "3", "role": "head-of-agency", "at": 1.5, "also": ("board",)},
    {"level": "4", "role": "city-secretary", "at": 2, "bounces": 3, "also": ("arbitration",)},
    {"level": "X", "role": "inspectorate", "at": 1, "also": ("ombudsman",)},
)


def a_chain(**changed: Any) -> Chain:
    """The city's chain."""
    chain = {"code": "KOTA", "names": Text(id="Rantai kota"), "desk": "dpmptsp", "levels": LEVELS}
    return Chain.model_validate(chain | changed)


def an_officer(role: str, agency: str | None = None, **changed: Any) -> Officer:
    """An officer who is there."""
    officer = {"role": role, "agency": agency, "titles": Text(id=role.replace("-", " ").title())}
    return Officer.model_validate(officer | changed)


def some_officers() -> tuple[Officer, ...]:
    """All of DLH's; Dishub has no head of section and its head is away; of the desk one."""
    return (
        *(an_officer(role, "dlh") for role in ("section-head", "division-head", "head-of-agency")),
        an_officer("division-head", "dishub"),
        an_officer("head-of-agency", "dishub", absences=({"since": "2026-03-01"},)),
        an_officer(
            "section-head", "dpmptsp", absences=({"since": "2026-03-17", "until": "2026-03-18"},)
        ),
        an_officer("city-secretary"),
        an_officer("inspectorate"),
    )


@cache
def a_climbing_city(**changed: Any) -> Catalogue:
    """The small city, whose terms escalate; two services more: one by law, one around the clock."""
    law = terms("LAW", kind="law")
    nights = terms("NIGHTS", unit=TermUnit.WORKING_HOURS, calendar="24x7")
    own = terms("OTHER-CHAIN", on_breach="SHORT", warn_at=())
    return _climbing(the_city(), {"LAW": law, "NIGHTS": nights, "OTHER-CHAIN": own}, changed)


@cache
def a_later_climbing_city(**changed: Any) -> Catalogue:
    """That city a while on: other terms, other chains for them, and others who are there."""
    law = terms("LAW", kind="law", targets=dict.fromkeys(("P1", "P2", "P3", "P4"), 1))
    nights = terms("NIGHTS", unit=TermUnit.ELAPSED_HOURS, calendar="OFFICE", on_breach="LATER")
    seen, _, resolved = terms("OTHER-CHAIN", warn_at=())
    sets = {"LAW": law, "NIGHTS": nights, "OTHER-CHAIN": (seen, resolved)}
    levels = (
        {"level": "1", "role": "section-head", "at": 0.5, "unassigned": 0.1},
        {"level": "3", "role": "division-head", "at": 0.9, "bounces": 1},
        {"level": "5", "role": "city-secretary", "at": 1.2},
    )
    later = a_chain(code="LATER", desk="dlh", levels=levels)
    officers = tuple(one for one in some_officers() if one.role != "division-head")
    parts = {"chains": (a_chain(), later), "officers": officers}
    return _climbing(later_city(), sets, parts | changed)


def _climbing(
    city: Catalogue, sets: dict[str, tuple[SlaTerm, ...]], changed: dict[str, Any]
) -> Catalogue:
    """A city whose terms escalate, and a service more for each of some policies."""
    offered = {f"dlh.by-{code.lower()}": code for code in sets}
    short = a_chain(
        code="SHORT",
        desk=None,
        levels=(
            {"level": "1", "role": "division-head", "at": 0.5},
            {"level": "2", "role": "city-secretary", "unassigned": 0.5, "bounces": 1},
        ),
    )
    parts = {
        "calendars": (*city.calendars, ROUND_THE_CLOCK),
        "policies": (
            *city.policies,
            *(Policy(code=code, names=Text(id=code), terms=rows) for code, rows in sets.items()),
        ),
        "services": (
            *city.services,
            *(
                a_service(code=code, native_codes=(code,), policies=(policy,))
                for code, policy in offered.items()
            ),
        ),
        "chains": (a_chain(), short),
        "officers": some_officers(),
    }
    return having(city, **parts | changed)


def a_climbing_story(**changed: Any) -> Story:
    """A request of that city, before it is received."""
    return Story(a_climbing_city(**changed))


def climbing_version(name: str) -> Catalogue:
    """A version of that city by its name; what no test named is the first."""
    return a_later_climbing_city() if name == LATER else a_climbing_city()


def a_climbing_story_of_versions() -> Story:
    """A request of that city, whose terms may be computed anew by the later version."""
    story = a_climbing_story()
    story.rules = Rules(climbing_version, WAIT_MS)
    return story


def a_climbing_worker() -> Worker:
    """A case worker of that city."""
    return Worker(ground(rules=Rules(climbing_version, WAIT_MS)))


def levels(story: Story, metric: Metric = Metric.RESOLUTION) -> list[tuple[str, datetime]]:
    """The levels a clock reached, and when."""
    return [(one.level, one.occurred_at) for one in told(story, metric)]


def told(story: Story, metric: Metric = Metric.RESOLUTION) -> list[Any]:
    """What is told of them."""
    return [one for one in events(story.said, ClockEscalated) if one.metric is metric]


def messages(story: Story, metric: Metric = Metric.RESOLUTION) -> list[Any]:
    """What the agency is told of them."""
    return [one for one in events(story.said, Escalate) if one.metric is metric]


def routed_to(agency: str, service: str = "dlh.bulky-waste") -> Routed:
    """A route to an agency."""
    return Routed(agency=agency, rule="a", facts=Routable(service=service, submitter="dlh"))
