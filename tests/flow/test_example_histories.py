"""Every agency's example requests, replayed through the real steps, tell the story kept of them."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from contracts.cases import ClockState
from contracts.catalogue import Catalogue
from contracts.lifecycle import State
from deploy.replay import replay
from deploy.story_of import told, with_story
from services.catalogue.histories import History, Story
from services.catalogue.pack import Example, read_examples, read_pack

CITIES = Path(__file__).parents[2] / "deploy" / "cities"
EXAMPLES = [
    (pack.parent.name, example)
    for pack in sorted(CITIES.glob("*/city.yaml"))
    for example in read_examples(pack.parent)
]
NAMES = [f"{city}/{one.agency}/{Path(one.file).stem}" for city, one in EXAMPLES]
USUAL = {"straight", "skipping", "asking", "bounced", "refused", "reopened", "withdrawn"}
"""What every agency's examples show at least."""


@cache
def catalogue(city: str) -> Catalogue:
    return read_pack(CITIES / city)


def story(history: History) -> Story:
    assert history.story is not None
    return history.story


@pytest.mark.parametrize(("city", "example"), EXAMPLES, ids=NAMES)
def test_an_example_replayed_tells_the_story_kept_beside_it(city: str, example: Example) -> None:
    found = replay(catalogue(city), example.agency, example.history)
    assert told(found) == told(story(example.history))


@pytest.mark.parametrize(("city", "example"), EXAMPLES, ids=NAMES)
def test_an_example_shows_what_it_is_named_for(city: str, example: Example) -> None:
    kept = story(example.history)
    assert SHOWS[example.history.shape](kept), f"{city}: {told(kept)}"


@pytest.mark.parametrize("agency", catalogue("kota-serang").agency)
def test_an_agency_has_six_examples_and_the_usual_ones_among_them(agency: str) -> None:
    found = [one for one in read_examples(CITIES / "kota-serang") if one.agency == agency]
    shapes = Counter(one.history.shape for one in found)
    assert shapes.total() >= 6
    assert set(shapes) >= USUAL


def test_a_story_written_into_an_example_replaces_the_one_before() -> None:
    kept = story(EXAMPLES[0][1].history)
    text = f"title: Contoh\nevents: []\n\n{told(kept)}"
    assert with_story(with_story(text, kept), kept) == text


def _ends(kept: Story, *states: State) -> bool:
    return bool(kept.states) and kept.states[-1].state in states


def _outcomes(kept: Story) -> set[str]:
    return {step.outcome for step in kept.states if step.outcome is not None}


def _clocks(kept: Story) -> set[ClockState]:
    return {clock.result for clock in kept.clocks}


_DONE = (State.RESOLVED, State.CLOSED)

SHOWS = {
    "straight": lambda kept: _ends(kept, *_DONE) and not any(c.breached for c in kept.clocks),
    "repeated": lambda kept: "duplicate" in kept.became,
    "skipping": lambda kept: _ends(kept, *_DONE) and any(s.implied for s in kept.states),
    "asking": lambda kept: (
        any(s.state is State.NEEDS_INFORMATION for s in kept.states)
        and any(clock.pauses for clock in kept.clocks)
    ),
    "refused": lambda kept: _ends(kept, State.REJECTED) or "refused" in _outcomes(kept),
    "withdrawn": lambda kept: (
        _ends(kept, State.WITHDRAWN) and ClockState.CANCELLED in _clocks(kept)
    ),
    "late_report": lambda kept: "late" in kept.became,
    "breached": lambda kept: any(c.breached for c in kept.clocks) and _ends(kept, *_DONE),
    "referred_out": lambda kept: _ends(kept, State.REFERRED_OUT),
    "not_applied": lambda kept: "refused" in kept.became,
    "bounced": lambda kept: any(s.reason in {"not_ours", "arbitration"} for s in kept.states),
    "reopened": lambda kept: any(c.recomputed or c.cycle > 1 for c in kept.clocks),
    "unmapped": lambda kept: set(kept.became) == {"applied"} and _ends(kept, *_DONE),
    "shared": lambda kept: bool(kept.co_agencies) or kept.agency is not None,
    "triage": lambda kept: kept.agency is None and _ends(kept, State.RECEIVED),
    "rejected": lambda kept: any(one.startswith("rejected: ") for one in kept.became),
}
"""By shape, what a story of it must hold."""
