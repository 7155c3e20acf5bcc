"""Pieces of PromQL that panels are put together from; each says what it comes to."""

from typing import Final

from contracts.kpis import BY_ID, promql
from deploy.grafana.panels import Query

OF: Final = 'agency=~"$agency"'
"""Of the agencies that are chosen."""
IN: Final = 'agency=~"$agency", group=~"$group"'
"""Of the agencies and service groups that are chosen."""
EACH: Final = "max by (hop, topic, partition)"
"""Each partition once, while it moves from one worker to another too."""
WEEK_AGO: Final = " offset 7d"

OPEN: Final = "age_agency_group:simpul_open_cases_grouped:sum"
"""Open requests by agency, group and age."""
OWED: Final = "agency_clock_group_standing:simpul_open_promises:sum"
"""Requests with a clock of a kind still owed, by agency, group and how it stands."""
RESULTS: Final = "agency_clock_group_result:simpul_sla_results:increase7d"
"""What became of promises in seven days, less what was taken back, by agency and group."""

OR_NONE: Final = " or vector(0)"
"""What is not there is none: of a figure alone that nobody shows while all is well."""
HELD: Final = f"sum(agency:simpul_requests_held:sum{{{OF}}}){OR_NONE}"
"""Requests held after a bug of ours."""


def rate(metric: str, by: str, where: str = OF) -> str:
    """Per second, over the time Grafana deems enough for this width."""
    return f"sum by ({by}) (rate({metric}{{{where}}}[$__rate_interval]))"


def grown(metric: str, by: str, where: str = OF, over: str = "$__range") -> str:
    """How many in the time that is shown, or in another."""
    return f"sum by ({by}) (increase({metric}{{{where}}}[{over}]))"


def quantile(share: float, metric: str, by: str, where: str) -> str:
    """The value under which that share of a histogram lies."""
    spread = rate(f"{metric}_bucket", f"{by}, le" if by else "le", where)
    return f"histogram_quantile({share}, {spread})"


def summed(figure: str, by: str = "", where: str = IN, when: str = "") -> str:
    """A figure the rules record, summed over the choices; `when`: nothing, or `WEEK_AGO`."""
    return f"sum by ({by}) ({figure}{{{where}}}{when})"


def kept(by: str = "", where: str = IN, when: str = "") -> str:
    """The share of promises kept in seven days, of those kept or broken, as the rules have it."""
    met = summed(RESULTS, by, f'{where}, result=~"met|extended"', when)
    due = summed(RESULTS, by, f'{where}, result!="exempt"', when)
    return f"({met} or 0 * {due}) / ({due} > 0)"


def changed(figure: str, by: str) -> str:
    """By how much of what it was a week ago a recorded figure has changed."""
    before = summed(figure, by, when=WEEK_AGO)
    return f"{summed(figure, by)} / ({before} > 0) - 1"


def counted(kpi: str, over: str = "$__range", where: str = OF) -> Query:
    """A figure of the month's report over another time, under its name."""
    found = BY_ID[kpi]
    return Query(f"{promql(found.formula, (), over, where)}{OR_NONE}", found.names.id)


TO_STATUS: Final = (
    Query(quantile(0.5, "simpul_status_latency_seconds", "", OF), "p50"),
    Query(quantile(0.99, "simpul_status_latency_seconds", "", OF), "p99"),
)
"""How long it takes from an agency's record to the status event it caused."""
