"""The report's figures, read from the topics, are those a scrape of the workers comes to."""

import asyncio
from collections.abc import Iterator
from typing import Any

import orjson
from aiokafka import TopicPartition
from typer.testing import CliRunner

from agents.engine.metering import Carried
from contracts.kpis import BY_ID, Quantile, Tally, figure
from contracts.metrics import METRICS, USED, Sample
from contracts.topics import REQUESTS
from deploy.cli.main import app
from deploy.metrics.gathering import Gathering
from tests.builders.calendars import at
from tests.builders.events import milliseconds
from tests.flow.city import City
from tests.flow.line import MemoryReach
from tests.flow.reported_city import asked, news


def told(city: City) -> dict[str, Any]:
    """March, from the topics."""
    words = ["report", "--month", "2026-03", "--json"]
    found: dict[str, Any] = orjson.loads(
        CliRunner().invoke(app, words, obj=MemoryReach(city.bus)).stdout
    )
    return found


def row(report: dict[str, Any], table: str, **where: Any) -> dict[str, Any]:
    """The figures of one row."""
    (found,) = [one for one in report[table] if where.items() <= one.items()]
    figures: dict[str, Any] = found["figures"]
    return figures


def scraped(city: City) -> Tally:
    """What a scrape of its workers shows, since the city was founded."""
    gathered = Gathering("case", "1", lambda: milliseconds(at("2026-04-01 00:00")))
    for number, measures in enumerate(city.measured()):
        gathered.carried(Carried(TopicPartition(REQUESTS, number), {}, measures), None)
    return Tally(dict(_samples(gathered)), {})


def _samples(gathered: Gathering) -> Iterator[tuple[Sample, float]]:
    by_name = {metric.name: metric for metric in METRICS}
    for family in gathered.collect():
        for one in family.samples:
            if one.name in by_name:
                yield (by_name[one.name], tuple(one.labels.values())), one.value
            elif one.name == f"{USED.name}_bucket":
                yield (USED, (*one.labels.values(),)), one.value


def test_the_report_and_the_counters_come_to_the_same_figures() -> None:
    """All of it happens in March: what workers counted since then is what the month is."""
    city = asyncio.run(a_march_alone())
    report, counters = told(city), scraped(city)
    for agency in ("dlh", None):
        mine = _of(counters, "agency", agency)
        for kpi in (one for one in BY_ID.values() if "clock" not in one.by):
            found = row(report, "requests", agency=agency, service=None)[kpi.id]
            assert found == figure(kpi.formula, mine), kpi.id
        for clock in ("first_response", "resolution"):
            _same_promises(row(report, "promises", agency=agency, service=None, clock=clock),
                           _of(mine, "clock", clock))  # fmt: skip


async def a_march_alone() -> City:
    """Requests of DLH, all that is said of them in March, and the books closed."""
    city = await City.founded()
    for number in range(1, 7):
        await asked(city, f"DLH-{number}", f"2026-03-12 08:3{number}")
    for number in range(1, 4):
        await news(city, f"DLH-{number}", "TERANGKUT", f"2026-03-13 10:0{number}")
    await city.hear("dlh", "refused", "2026-03-13 14:00", reference="DLH-3", reason="Belum habis.")
    await city.hear("dlh", "withdrawn", "2026-03-13 15:00", reference="DLH-4")
    await news(city, "DLH-3", "TERANGKUT", "2026-03-30 09:00")
    await news(city, "DLH-5", "TERANGKUT", "2026-03-31 09:00")
    await city.wait_until("2026-03-31 23:59")
    return city


def _same_promises(found: dict[str, Any], counters: Tally) -> None:
    """Counts and shares are equal; a time lies in the bucket Prometheus finds it in."""
    for kpi in (one for one in BY_ID.values() if "clock" in one.by):
        if not isinstance(kpi.formula, Quantile):
            value = figure(kpi.formula, counters)
            assert found[kpi.id] == (value if value is None else round(value, 4)), kpi.id
        elif found[kpi.id] is not None:
            low, high = _bucket(counters, kpi.formula)
            assert low < found[kpi.id] <= high, kpi.id


def _bucket(counters: Tally, asked_for: Quantile) -> tuple[float, float]:
    """Between which bounds the quantile lies, by how many are under each."""
    times = dict(asked_for.of.where)["time"]
    under: dict[float, float] = {}
    for (metric, labels), count in counters.counts.items():
        if metric is USED and labels[3] in times:
            under[float(labels[4])] = under.get(float(labels[4]), 0) + count
    rank, low = asked_for.share * max(under.values()), 0.0
    for high in sorted(under):
        if under[high] >= rank:
            return low, high
        low = high
    raise AssertionError(under)


def _of(tally: Tally, label: str, value: str | None) -> Tally:
    """The samples with that value of a label; all where there is none."""
    return Tally(
        {one: n for one, n in tally.counts.items() if value is None or _has(one, label, value)}, {}
    )


def _has(sample: Sample, label: str, value: str) -> bool:
    metric, values = sample
    names = [one.name for one in metric.labels]
    return label in names and values[names.index(label)] == value
