"""What goes wrong in agencies' apps though each event is well-formed. Values only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

from contracts.intake import NoteAdded, RequestSubmitted, StatusReported
from deploy.local.demo.chance import weighted
from deploy.local.demo.manners import Manner
from deploy.local.demo.telling import Saying

Story = list[Saying]


def repeat(story: Story, dice: Random) -> Story:
    """An app sends one of its events again, byte for byte."""
    again = dice.choice(story)
    return [*story, again.later(again.at + timedelta(hours=dice.uniform(0.2, 12)))]


def swap(story: Story, dice: Random) -> Story:
    """A report comes after the next one: an older word that arrives late."""
    pairs = list(pairwise(_work(story)))
    if not pairs:
        return story
    early, late = dice.choice(pairs)
    return _with(story, early, early.later(late.at + timedelta(minutes=dice.randint(10, 90))))


def go_back(story: Story, dice: Random) -> Story:
    """After the end an app reports its first status once more, as if nothing had happened."""
    work = _work(story)
    if len(work) < 2:  # noqa: PLR2004 - a first and a last
        return story
    at = work[-1].at + timedelta(hours=dice.uniform(2, 20))
    event = work[0].event.model_copy(update={"occurred_at": at, "sequence": len(work) + 1})
    return [*story, replace(work[0], at=at, event=event, event_id=f"{work[0].about}-back")]


def run_ahead(story: Story, dice: Random) -> Story:
    """The first report overtakes the submission."""
    work = _work(story)
    if not work:
        return story
    late = story[0].later(work[0].at + timedelta(minutes=dice.uniform(5, 90)))
    return _with(story, story[0], late)


def contradict(story: Story, dice: Random) -> Story:
    """Another event goes out under an id that was used already."""
    work = _work(story)
    if not work:
        return story
    said = dice.choice(work)
    at = said.at + timedelta(hours=dice.uniform(1, 12))
    other = said.event.model_copy(update={"note": "Catatan diperbaiki."})
    return [*story, replace(said, at=at, event=other)]


def reuse(story: Story, dice: Random) -> Story:
    """A second request goes out under a reference that is taken."""
    first = story[0]
    if not isinstance(first.event, RequestSubmitted):
        return story
    at = first.at + timedelta(hours=dice.uniform(1, 30))
    event = first.event.model_copy(update={"occurred_at": at, "description": "Laporan kedua."})
    return [*story, replace(first, at=at, event=event, event_id=f"{first.about}-r")]


def improvise(story: Story, dice: Random) -> Story:
    """An app reports a status its own table does not have."""
    work = _work(story)
    if len(work) < 2:  # noqa: PLR2004 - one to say it after, one before the end
        return story
    after, before = work[-2], work[-1]
    at = after.at + (before.at - after.at) * dice.uniform(0.2, 0.8)
    event = after.event.model_copy(
        update={"status": "MENUNGGU_ARAHAN", "occurred_at": at, "outcome": None, "note": None}
    )
    return [*story, replace(after, at=at, event=event, event_id=f"{after.about}-u")]


def think_again(story: Story, dice: Random) -> Story:
    """Somebody makes a note of a request that was put away long ago."""
    first, last = story[0], max(said.at for said in story)
    at = last + timedelta(days=dice.uniform(60, 90))
    note = NoteAdded(reference=first.about, occurred_at=at, text="Catatan lama.")
    return [*story, replace(first, at=at, event=note, event_id=f"{first.about}-old")]


MISHAPS: dict[str, Callable[[Story, Random], Story]] = {
    "repeats": repeat,
    "overtaken": swap,
    "goes_back": go_back,
    "runs_ahead": run_ahead,
    "improvises": improvise,
    "contradicts": contradict,
    "reuses": reuse,
    "thinks_again": think_again,
}
"""What may befall a request, by the share of them in an agency's manner."""


def befall(story: Story, manner: Manner, dice: Random) -> Story:
    """The story as it goes: one mishap at most."""
    shares = [(getattr(manner, name), mishap) for name, mishap in MISHAPS.items()]
    mishap = weighted(dice, shares, None)
    return mishap(story, dice) if mishap else story


def _work(story: Story) -> list[Saying]:
    return [saying for saying in story if isinstance(saying.event, StatusReported)]


def _with(story: Story, old: Saying, new: Saying) -> Story:
    return [new if saying is old else saying for saying in story]
