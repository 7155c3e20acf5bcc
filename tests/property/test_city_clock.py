"""City time for every clock a demo may have: it never runs back, and real() is city()'s inverse."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.releases import CityClock, ClockSegment
from tests.builders.calendars import WIB

START = 1_773_275_400_000
BEGIN = datetime(2026, 3, 12, 7, 30, tzinfo=WIB)

speeds = st.sampled_from([0.0, 0.5, 1.0, 3.7, 60.0, 14_400.0]) | st.floats(0.01, 20_000)
leaps = st.sampled_from([0, 1, 86_400_000])


@st.composite
def clocks(draw: st.DrawFn) -> CityClock:
    """A clock of up to five segments, each beginning where city time stood or later."""
    segments = [ClockSegment(real_ms=START, city=BEGIN, speed=draw(speeds))]
    for _ in range(draw(st.integers(0, 4))):
        clock = CityClock(epoch="e", segments=tuple(segments), demo=True)
        real_ms = segments[-1].real_ms + draw(st.integers(1, 600_000))
        city = clock.city(real_ms) + timedelta(milliseconds=draw(leaps))
        segments.append(ClockSegment(real_ms=real_ms, city=city, speed=draw(speeds)))
    return CityClock(epoch="e", segments=tuple(segments), demo=True)


@given(clocks(), st.integers(-1000, 4_000_000), st.integers(0, 100_000))
def test_city_time_never_runs_back(clock: CityClock, at: int, later: int) -> None:
    assert clock.city(START + at) <= clock.city(START + at + later)


@given(clocks(), st.integers(0, 10**11))
def test_real_is_the_first_millisecond_at_which_it_is_that_city_time(
    clock: CityClock, microseconds: int
) -> None:
    wanted = BEGIN + timedelta(microseconds=microseconds)
    real = clock.real(wanted)
    if real is None:
        assert clock.city(START + 10**12) < wanted
        assert clock.segments[-1].speed == 0
        return
    assert clock.city(real) >= wanted
    assert clock.city(real - 1) < wanted or real == START
