"""The bench of open cases: real cases in as many copies as wanted, and figures of each size."""

import asyncio

from contracts.cases import Case, Class
from contracts.ids import request_id
from contracts.records import StoredRecord
from contracts.topics import CASES
from deploy.local.bench.moulds import Scene
from deploy.local.bench.scraping import scrape_of
from deploy.local.bench.timers import MOST, Timed, cases_of, sizes, stubs_of
from tests.builders.packs import PACK, city_catalogue


def test_a_case_under_another_name_hears_its_agencys_report() -> None:
    async def told() -> Case:
        scene = Scene(city_catalogue())
        mould, name = (await scene.moulds())[0], request_id("bench", "timers", "7")
        body = mould.body.replace(mould.request, name.encode())
        cases = scene.open(0)
        cases.load([StoredRecord(CASES, 0, 0, 0, name.encode(), body, mould.headers)])
        said = await cases.fold([mould.report(name, 99)])
        return Case.read(next(one.value for one in said if one.topic == CASES) or b"")

    case = asyncio.run(told())
    assert case.request_id == request_id("bench", "timers", "7")
    assert [one.outcome for one in case.judged] == [Class.APPLIED] * 3
    assert case.state is not None
    assert case.state.is_open


def test_every_figure_of_a_size_is_found() -> None:
    whole, stubs = asyncio.run(cases_of(PACK, 500)), asyncio.run(stubs_of(PACK, 500))
    found = whole | stubs | asyncio.run(scrape_of(PACK, 500))
    one = Timed.model_validate(found)
    assert (one.cases, one.case_body > 1_000) == (500, True)
    assert min(one.load_us, one.heap_ms, one.tick_us, one.deadline_us, one.event_us) > 0
    assert one.scrape_ms > 0
    assert one.scrape_lines > 100


def test_sizes_run_from_ten_thousand_to_what_is_asked_for() -> None:
    assert sizes(MOST) == [10_000, 100_000, 1_000_000]
    assert sizes(20_000) == [10_000, 20_000]
    assert sizes(300) == [300]
