"""Which catalogue is in force, for any order of publishing, as a slow reading of the rule says."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.records import StoredRecord
from contracts.releases import CLOCK, CityClock, Release, Releases
from contracts.topics import CATALOGUE
from tests.builders.catalogue import a_catalogue

LEAD_MS = 60_000
INSTANTS = st.integers(0, 500_000)


@cache
def body(version: str, effective_at: int) -> bytes:
    said = a_catalogue().model_copy(update={"version": version})
    return Release(version=version, effective_at=effective_at, catalogue=said).to_bytes()


def read(written: list[tuple[int, int]]) -> Releases:
    """A reader that saw v0, v1, ..., each written at an instant to take effect at another."""
    releases = Releases()
    clock = CityClock.identity("log").to_bytes()
    releases.apply(StoredRecord(CATALOGUE, 0, 0, 0, CLOCK, clock))
    for offset, (at_ms, effective_at) in enumerate(written):
        name = f"v{offset}"
        value = body(name, effective_at)
        releases.apply(StoredRecord(CATALOGUE, 0, offset + 1, at_ms, name.encode(), value))
    return releases


def by_the_rule(written: list[tuple[int, int]], received_ms: int) -> set[str]:
    """Those accepted that took effect last at or before receipt; before all, the first."""
    accepted = {
        f"v{n}": effective for n, (at, effective) in enumerate(written) if effective - at >= LEAD_MS
    }
    begun = [effective for effective in accepted.values() if effective <= received_ms]
    chosen = max(begun) if begun else min(accepted.values(), default=None)
    return {name for name, effective in accepted.items() if effective == chosen}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(INSTANTS, INSTANTS), max_size=5), INSTANTS)
def test_the_version_in_force_is_the_one_the_rule_names(
    written: list[tuple[int, int]], received_ms: int
) -> None:
    found = read(written).in_force(received_ms)
    expected = by_the_rule(written, received_ms)
    assert (found is None) == (not expected)
    assert found is None or found.version in expected


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(INSTANTS, INSTANTS), min_size=1, max_size=4), INSTANTS)
def test_what_is_published_later_never_changes_what_was_in_force(
    written: list[tuple[int, int]], received_ms: int
) -> None:
    in_order = sorted(written)
    known = [one for one in in_order if one[0] <= received_ms]
    before, after = read(known).in_force(received_ms), read(in_order).in_force(received_ms)
    begun = any(at + LEAD_MS <= takes <= received_ms for at, takes in known)
    assert not begun or before is None or after is None or before.version == after.version
