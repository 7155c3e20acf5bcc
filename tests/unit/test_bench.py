"""What the bench loads is sound work, the same every time; its page explains its misses."""

from collections import Counter

from agents.intake.take import Under, take
from contracts.records import StoredRecord
from contracts.releases import CityClock
from contracts.requests import RequestReceived, StatusUpdated
from contracts.routing import Routed
from deploy.local.bench.figures import Figures, Machine, Recovery, Span, Step, speed
from deploy.local.bench.load import load
from deploy.local.bench.page import WHY, misses, page
from tests.builders.packs import city_catalogue

READ = Recovery(records=250, bytes_each=400, records_per_second=50_000, cpu_us=15)
UNDER = Under(city_catalogue(), CityClock.identity("bench"), b"a key for tests only")


def figures(engine_us: float = 10, step_us: float = 30) -> Figures:
    """A run in which both hops cost the same."""
    span = Span(events=1_000, seconds=0.5, cpu_seconds=(engine_us + step_us) / 1_000)
    one = speed(span, Step(cpu_us=step_us, messages=2, kilobytes=1))
    return Figures(
        events=1_000,
        hops={"intake": one, "case": one},
        pipeline=one,
        recovery=READ,
        small=READ,
        machine=Machine(date="2026-03-12", cores=2, versions={"kafka": "4.4.0"}),
    )


def test_the_load_is_the_same_every_time_and_whole_stories() -> None:
    first, again = list(load(UNDER, 2_001)), list(load(UNDER, 2_001))
    assert first == again
    assert len(first) == 2_004
    assert set(Counter(message.key for message in first).values()) == {4}


def test_every_event_of_the_load_is_taken_and_answered_by_the_agency_that_sends_it() -> None:
    for place, one in enumerate(load(UNDER, 600)):
        record = StoredRecord(
            one.topic, 0, place, 1_773_277_200_000, one.key, one.value, one.headers
        )
        fact = take(record, UNDER)
        assert isinstance(fact, RequestReceived | StatusUpdated), fact
        if isinstance(fact, RequestReceived):
            assert isinstance(fact.route, Routed)
            assert fact.route.agency == fact.origin.agency
        else:
            assert fact.mapped is not None


def test_the_engines_share_is_what_the_workers_took_beside_the_step() -> None:
    found = speed(
        Span(events=2_000, seconds=0.4, cpu_seconds=0.1),
        Step(cpu_us=35.5, messages=2, kilobytes=1),
    )
    assert (found.events_per_second, found.cpu_us, found.engine_us) == (5_000, 50.0, 14.5)


def test_the_page_has_a_line_for_each_miss_and_none_where_all_aims_were_met() -> None:
    met, missed = figures(), figures(engine_us=20, step_us=50)
    assert misses(met) == []
    assert [(miss.hop, miss.what) for miss in misses(missed)] == [
        (hop, what) for hop in ("intake", "case") for what in ("engine", "step")
    ]
    assert page(met).count("- **") == 0
    assert page(missed).count("- **") == 4


def test_every_figure_with_an_aim_has_an_explanation_should_it_miss() -> None:
    known = {(hop, what) for hop in figures().hops for what in ("engine", "step")}
    assert set(WHY) == known
