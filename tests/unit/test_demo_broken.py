"""Bad events come in every way a publisher can bring about, and in turn."""

import pytest

from contracts.reasons import Reason
from deploy.local.demo.broken import BROKEN, FLOOD, LEFT_OUT, NOBODYS, records_a_turn, turns
from deploy.local.demo.manners import serving
from tests.builders.packs import city_catalogue


def test_bad_events_cover_every_reason_a_publisher_can_bring_about() -> None:
    by_mishap = {Reason.CONFLICTING_DUPLICATE, Reason.REFERENCE_REUSED, Reason.ARCHIVED}
    covered = {kind.reason for kind in BROKEN.values()} | by_mishap
    assert covered | NOBODYS | LEFT_OUT == set(Reason)
    assert covered & (NOBODYS | LEFT_OUT) == set()


def test_together_the_agencies_soon_break_records_in_every_ordinary_way() -> None:
    codes = serving(city_catalogue())
    first = {name for code in codes for name in turns(city_catalogue(), code, 3)[:3]}
    assert first == {name for name, kind in BROKEN.items() if kind.records == 1}


def test_every_agency_in_time_breaks_records_in_every_way() -> None:
    names = turns(city_catalogue(), "dlh", 3)
    assert set(names) == set(BROKEN)
    records = sum(BROKEN[name].records for name in names)
    assert records / len(names) == pytest.approx(records_a_turn())
    assert names.count("a flood") * FLOOD < records / 4
