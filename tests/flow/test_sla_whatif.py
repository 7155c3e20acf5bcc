"""`simpul sla whatif`: the past folded again under other terms, beside what today's came to."""

import asyncio
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner, Result

from contracts.topics import CASES, REQUESTS, SLA
from deploy.cli.main import app
from deploy.sla.whatif import BROUGHT
from tests.builders.packs import PACK
from tests.flow.city import City
from tests.flow.licences import applied, issued, sent_back
from tests.flow.line import MemoryReach
from tests.flow.lost_bus import begun_again

SPRING = ("--days", "90", "--to", "2026-04-22T00:00:00+07:00")
TERMS = """
policies:
  - code: IZIN-SIP
    names: {id: Izin praktik}
    terms:
      - metric: resolution
        kind: promise
        targets: {P1: DAYS, P2: DAYS, P3: DAYS, P4: DAYS}
        unit: working_days
        calendar: ID-SERANG-OFFICE
        start_on: [accepted]
        stop_on: [resolved, rejected]
        cancel_on: [withdrawn, ended]
        warn_at: [0.5]
        legal_basis: percobaan
"""


@pytest.fixture(scope="module")
def past() -> MemoryReach:
    """Four licences: three issued sooner or later, one of them after a pause; one still open."""

    async def run() -> MemoryReach:
        city = await City.founded()
        for number in range(1, 5):
            await applied(city, f"SC-{number}", f"2026-04-07 08:0{number}")
        await sent_back(city, "SC-1")
        await issued(city, "SC-1", "2026-04-15 10:00")
        await issued(city, "SC-2", "2026-04-15 11:00")
        await issued(city, "SC-3", "2026-04-21 11:00")
        await city.wait_until("2026-04-22 00:00")
        return MemoryReach(city.bus)

    return asyncio.run(run())


def asked(past: MemoryReach, policy: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["sla", "whatif", "--policy", str(policy), *words], obj=past)


def terms(folder: Path, days: int, text: str = TERMS) -> Path:
    file = folder / "policies.yaml"
    file.write_text(text.replace("DAYS", str(days)), encoding="utf-8")
    return file


def counted(result: Result, side: str) -> tuple[int, int]:
    """Resolutions met and missed."""
    rows = orjson.loads(result.stdout)["rows"]
    (row,) = [one for one in rows if (one["agency"], one["metric"]) == ("dpmptsp", "resolution")]
    return row[side]["met"], row[side]["missed"]


def test_longer_terms_would_have_been_met_where_todays_were_missed(
    past: MemoryReach, tmp_path: Path
) -> None:
    found = asked(past, terms(tmp_path, 10), *SPRING, "--json")
    assert (counted(found, "today"), counted(found, "new")) == ((1, 3), (3, 1))
    assert orjson.loads(found.stdout)["requests"] == 4


def test_a_pause_no_longer_allowed_makes_a_term_missed(past: MemoryReach, tmp_path: Path) -> None:
    found = asked(past, terms(tmp_path, 5), *SPRING, "--json")
    assert (counted(found, "today"), counted(found, "new")) == ((1, 3), (0, 4))


def test_a_whole_pack_may_stand_beside_the_one_in_force(past: MemoryReach) -> None:
    said = asked(past, PACK, *SPRING).stdout
    assert "4 requests received since" in said
    assert "+0.0" in said
    assert "dpmptsp" in said


def test_requests_of_before_the_days_asked_for_are_left_out(
    past: MemoryReach, tmp_path: Path
) -> None:
    found = orjson.loads(
        asked(past, terms(tmp_path, 5), *SPRING[2:], "--days", "1", "--json").stdout
    )
    assert (found["requests"], found["rows"]) == (0, [])


def test_nothing_is_written(past: MemoryReach, tmp_path: Path) -> None:
    topics = [REQUESTS, SLA, CASES]
    before = asyncio.run(past.bus.ends(topics))
    asked(past, terms(tmp_path, 5), *SPRING)
    assert asyncio.run(past.bus.ends(topics)) == before


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "ID-SERANG-OFFICE",
            "ID-SERANG-OFICE",
            "policies.yaml:10: calendar `ID-SERANG-OFICE`",
        ),
        ("working_days", "weeks", "policies.yaml:9: "),
        ("code: IZIN-SIP", "code: IZIN-SIPP", "policies.yaml:3: policy `IZIN-SIPP` is not known"),
        ("policies:", "terms:", "`policies` must be a list"),
    ],
)
def test_a_file_with_a_mistake_is_refused_by_its_line(
    past: MemoryReach, tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    found = asked(past, terms(tmp_path, 5, TERMS.replace(old, new)), *SPRING)
    assert found.exit_code == 3
    assert sentence in found.stderr


RECURS = """
      - metric: update_interval
        kind: promise
        targets: {P1: 3, P2: 3, P3: 3, P4: 3}
        unit: working_days
        calendar: ID-SERANG-OFFICE
        start_on: [accepted]
        renew_on: [news]
        stop_on: [resolved, rejected]
        cancel_on: [withdrawn, ended]
        warn_at: []
        legal_basis: percobaan
"""


def test_each_round_of_a_promise_that_recurs_is_a_term_of_its_own(
    past: MemoryReach, tmp_path: Path
) -> None:
    policy = terms(tmp_path, 5, TERMS.rstrip() + RECURS)
    found = orjson.loads(asked(past, policy, *SPRING, "--json").stdout)
    (row,) = [one for one in found["rows"] if one["metric"] == "update_interval"]
    assert (row["new"]["met"], row["new"]["missed"]) == (1, 4)  # SC-1 was heard of once in time


def test_requests_that_only_a_restore_brought_are_counted_as_not_judged(tmp_path: Path) -> None:
    """Of two nothing was said since; of the third there was news here, and one came after."""

    async def run() -> MemoryReach:
        city = await City.founded()
        for number in (1, 2, 3):
            await applied(city, f"SC-{number}", f"2026-04-07 08:0{number}")
        again = await begun_again(city, tmp_path, when="2026-04-08 08:00")
        await issued(again, "SC-3", "2026-04-09 10:00")
        await applied(again, "SC-4", "2026-04-09 11:00")
        await again.wait_until("2026-04-22 00:00")
        return MemoryReach(again.bus)

    past = asyncio.run(run())
    found = orjson.loads(asked(past, terms(tmp_path, 5), *SPRING, "--json").stdout)
    assert (found["requests"], found["left_out"]) == (1, {BROUGHT: 3})
    assert f"Left out: 3 {BROUGHT}." in asked(past, terms(tmp_path, 5), *SPRING).stdout
