"""`simpul sla recompute`: who would be affected, what is ordered, and what comes of it."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner, Result

from contracts.calendar import DayOff, SpecialDay
from contracts.catalogue import Catalogue
from contracts.orders import RecomputeOrdered
from contracts.sla import ClockRecomputed
from contracts.topics import REQUESTS, SLA, topics_for
from deploy.cli.main import app
from services.catalogue.publish import publish
from services.catalogue.releases import read_releases
from tests.builders.calendars import at
from tests.builders.catalogue import having
from tests.builders.events import milliseconds
from tests.builders.packs import city_catalogue
from tests.flow.city import City
from tests.flow.licences import applied, issued
from tests.flow.line import AGENCIES, CLOCK, MemoryReach
from tests.flow.memory_bus import FakeClock, MemoryBus

WHO = ("--by", "siti", "--why", "SK Wali Kota 12/2025", "--wait", "0")
POLICY = ("--policy", "IZIN-SIP")
CALENDAR = ("--calendar", "ID-SERANG-OFFICE")


class Town:
    """A city in July 2025: two licences under way, one issued; then a later version in force."""

    def __init__(self, later: Catalogue | None = None) -> None:
        self.city = self.run(self._founded())
        if later is not None:
            self.version = self.run(self.city.publish(later))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 -- whatever it gives
        return asyncio.run(work)

    async def _founded(self) -> City:
        clock = FakeClock(milliseconds(at("2025-07-01 08:00")))
        bus = MemoryBus(clock)
        await bus.apply(topics_for(AGENCIES))
        await publish(city_catalogue(), bus, bus, CLOCK, clock)
        (catalogue,) = (await read_releases(bus)).all()
        city = City(bus, clock, catalogue)
        await applied(city, "SC-1", "2025-07-14 09:00")
        await applied(city, "SC-2", "2025-07-14 10:00")
        await applied(city, "SC-3", "2025-07-14 11:00")
        await issued(city, "SC-3", "2025-07-15 11:00")
        await city.wait_until("2025-07-16 08:00")
        return city

    def recompute(self, *words: str) -> Result:
        reach = MemoryReach(self.city.bus)
        done = CliRunner().invoke(app, ["sla", "recompute", *words], obj=reach)
        self.run(self.city.go_on())
        return done

    def recomputed(self) -> list[ClockRecomputed]:
        found: list[ClockRecomputed] = self.run(self.city.told(SLA, ClockRecomputed))
        return found

    def ordered(self) -> list[RecomputeOrdered]:
        found: list[RecomputeOrdered] = self.run(self.city.told(REQUESTS, RecomputeOrdered))
        return found


def longer() -> Catalogue:
    """Eight working days for a practice licence."""
    city = city_catalogue()
    policies = []
    for policy in city.policies:
        rows = policy.terms
        if policy.code == "IZIN-SIP":
            rows = tuple(
                row.model_copy(update={"targets": dict.fromkeys(row.targets, 8)}) for row in rows
            )
        policies.append(policy.model_copy(update={"terms": rows}))
    return having(city, policies=tuple(policies))


def with_a_holiday() -> Catalogue:
    """Thursday 17 July 2025 off, decreed late."""
    city = city_catalogue()
    office, *others = city.calendars
    day = SpecialDay(
        date=at("2025-07-17 00:00").date(), kind=DayOff.LOCAL, name="Libur", name_en="Day off",
        decree="SKB 2025",
    )  # fmt: skip
    days = (*office.special_days, day)
    moved = office.model_copy(update={"version": office.version + 1, "special_days": days})
    return having(city, calendars=(moved, *others))


def test_open_requests_keep_their_terms_and_new_ones_take_the_new_until_it_is_ordered() -> None:
    town = Town(longer())
    assert town.recomputed() == []
    town.run(applied(town.city, "SC-4", "2025-07-16 09:00"))
    cases = orjson.loads(
        CliRunner().invoke(app, ["case", "list", "--json"], obj=MemoryReach(town.city.bus)).stdout
    )
    due = {one["received_at"][:16]: one["due"][:10] for one in cases if one["due"]}
    assert due["2025-07-14T09:00"] == "2025-07-21"
    assert due["2025-07-16T09:00"] == "2025-07-28"


def test_a_dry_run_says_who_is_affected_and_orders_nothing() -> None:
    town = Town(longer())
    said = town.recompute(*POLICY, "--dry-run").stdout
    assert "2 requests change" in said
    assert "due 2025-07-21 16:00 to 2025-07-24 16:00" in said
    assert said.endswith("Nothing was ordered (--dry-run).\n")
    assert town.ordered() == []


def test_applied_it_corrects_each_open_clock_once_and_the_ledger_agrees() -> None:
    town = Town(longer())
    assert town.recompute(*POLICY, "--apply", *WHO).exit_code == 0
    again = town.recompute(*POLICY, "--apply", *WHO)
    assert again.stdout.endswith("Nothing is to be changed.\n")
    said = town.recomputed()
    assert [(one.due, one.because) for one in said] == [
        (at("2025-07-24 16:00"), "policy-changed")
    ] * 2
    assert {one.catalogue for one in said} == {town.version}
    (problems,) = [town.run(town.city.ledger()).problems]
    assert problems == ()


def test_an_order_carries_who_and_why_and_an_id_of_its_own_making() -> None:
    town, twin = Town(longer()), Town(longer())
    for one in (town, twin):
        one.recompute(*POLICY, "--apply", *WHO)
    assert {(one.by, one.why) for one in town.ordered()} == {("siti", "SK Wali Kota 12/2025")}
    assert [one.order_id for one in town.ordered()] == [one.order_id for one in twin.ordered()]


def test_a_holiday_that_was_decreed_late_is_the_same_path() -> None:
    town = Town(with_a_holiday())
    found = orjson.loads(town.recompute(*CALENDAR, "--apply", *WHO, "--json").stdout)
    (group,) = [one for one in found["groups"] if one["metric"] == "resolution"]
    assert (group["agency"], group["clocks"], group["later"]) == ("dpmptsp", 2, 2)
    late = [one for one in town.recomputed() if one.metric == "resolution"]
    assert {(one.due, one.because) for one in late} == {
        (at("2025-07-22 16:00"), "calendar-changed")
    }


def test_the_correction_stands_in_the_requests_story_and_in_its_explanation() -> None:
    town = Town(longer())
    town.recompute(*POLICY, "--apply", *WHO)
    reach = MemoryReach(town.city.bus)
    story = CliRunner().invoke(app, ["trace", "dpmptsp/SC-1"], obj=reach).stdout
    assert "Operator siti menghitung ulang tenggat yang masih terbuka: SK Wali Kota" in story
    assert f"dihitung ulang menurut katalog {town.version}; jatuh tempo Kamis, 24 Juli" in story
    why = CliRunner().invoke(app, ["sla", "explain", "dpmptsp/SC-1"], obj=reach).stdout
    assert "Jatuh tempo Kamis, 24 Juli 2025 pukul 16.00 WIB: 8 hari kerja" in why


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((*POLICY, "--dry-run", "--version", "v9-aaaaaaaa"), 3, "is not in force"),
        (("--policy", "IZIN-SIPP", "--dry-run"), 2, "has no policy IZIN-SIPP; it has IZIN-SIP"),
        (("--calendar", "OFFICE", "--dry-run"), 2, "has no calendar OFFICE"),
        (POLICY, 2, "--dry-run"),
        ((*POLICY, *CALENDAR, "--dry-run"), 2, "one of --policy and --calendar"),
        ((*POLICY, "--apply"), 2, "--by (or SIMPUL_OPERATOR) and --why"),
    ],
)
def test_what_cannot_be_ordered_is_answered_in_a_sentence(
    words: tuple[str, ...], code: int, sentence: str
) -> None:
    found = Town(longer()).recompute(*words)
    assert found.exit_code == code
    assert sentence in " ".join(found.stderr.replace("│", " ").split())


def test_where_nothing_changed_nothing_is_ordered() -> None:
    town = Town(longer())
    said = town.recompute("--policy", "LAPOR-STD", "--apply", *WHO)
    assert (said.exit_code, town.ordered()) == (0, [])
