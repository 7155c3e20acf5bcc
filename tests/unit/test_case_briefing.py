"""Why a clock is due when it is, as the inbox says it: pauses, more time, another version."""

from typing import Any

from agents.case.briefing import why
from agents.case.telling import Telling
from contracts.catalogue import Metric
from contracts.events import Sentences
from contracts.lifecycle import State
from contracts.orders import ExtendOrdered, RecomputeOrdered
from tests.builders.cases import Story, a_moment
from tests.builders.facts import an_extension, an_objection
from tests.builders.later import LATER

S = State
THURSDAY_ID = (
    "Jatuh tempo Kamis, 19 Maret 2026 pukul 16.00 WIB: 3 hari kerja terhitung sejak Selasa,"
    " 17 Maret 2026."
)


def at_work(service: str = "dlh.may-take-longer") -> Story:
    """Received on Monday, three working days to resolve it: Thursday."""
    story = Story()
    story.submit(service=service)
    story.report(S.IN_PROGRESS, "2026-03-16 10:00")
    return story


def given_more(story: Story, when: str = "2026-03-18 10:00", days: int = 2) -> None:
    story.fold(an_extension(story.origin(when), days=days))
    story.order(ExtendOrdered, when, role="kepala-opd")


def paused(story: Story) -> None:
    """From Tuesday to Wednesday: a day."""
    story.report(S.NEEDS_INFORMATION, "2026-03-17 10:00")
    story.report(S.IN_PROGRESS, "2026-03-18 09:00")


def told(story: Story) -> Sentences:
    telling = Telling(story.case, a_moment("2026-03-20 08:00"), story.rules)
    (clock,) = (one for one in story.case.clocks if one.metric is Metric.RESOLUTION)
    return why(telling, clock)


def after(text: str) -> str:
    """The sentence that follows the term's own."""
    return text.partition("2026. ")[2]


def test_what_nothing_moved_is_due_for_its_term_alone() -> None:
    assert told(at_work()).id == THURSDAY_ID


def test_a_pause_is_called_a_pause() -> None:
    story = at_work()
    paused(story)
    assert after(told(story).id) == "Setelah jeda menjadi Jumat, 20 Maret 2026 pukul 16.00 WIB."
    assert after(told(story).en) == "Pauses moved it to Friday, 20 March 2026 at 16:00 WIB."


def test_an_extension_is_called_one_with_its_days() -> None:
    story = at_work()
    given_more(story)
    to = "Senin, 23 Maret 2026 pukul 16.00 WIB"
    assert after(told(story).id) == f"Setelah perpanjangan 2 hari menjadi {to}."
    assert after(told(story).en) == "2 more days moved it to Monday, 23 March 2026 at 16:00 WIB."


def test_a_single_day_more_is_one_day() -> None:
    story = at_work()
    given_more(story, days=1)
    assert after(told(story).en).startswith("1 more day moved it to")


def test_both_are_named_in_the_order_they_came() -> None:
    story = at_work()
    paused(story)
    given_more(story)
    assert after(told(story).id).startswith("Setelah jeda dan perpanjangan 2 hari menjadi Selasa")
    assert after(told(story).en).startswith("Pauses and 2 more days moved it to Tuesday")


def test_a_pause_that_moved_nothing_is_not_named() -> None:
    story = at_work()
    story.report(S.NEEDS_INFORMATION, "2026-03-17 10:00")
    story.report(S.IN_PROGRESS, "2026-03-17 11:00")
    assert told(story).id == THURSDAY_ID
    given_more(story)
    assert after(told(story).id).startswith("Setelah perpanjangan 2 hari menjadi")


def test_a_completion_that_was_refused_is_called_so() -> None:
    story = at_work("dlh.may-be-reopened")
    story.report(S.RESOLVED, "2026-03-17 10:00")
    story.hear(an_objection, "2026-03-18 10:00")
    assert after(told(story).id).startswith("Setelah penyelesaian yang ditolak menjadi Jumat")
    assert after(told(story).en).startswith("A completion that was refused moved it to Friday")


def test_a_term_computed_anew_says_by_which_version_and_calls_that_no_pause() -> None:
    story = at_work("dlh.bulky-waste")
    named: dict[str, Any] = {"catalogue": LATER, "policy": "DAYS"}
    story.order(RecomputeOrdered, "2026-03-17 09:00", **named)
    said = told(story)
    assert said.id.startswith("Jatuh tempo Rabu, 25 Maret 2026 pukul 16.00 WIB: 5 hari kerja")
    assert said.id.endswith(f" Dihitung ulang menurut katalog {LATER}.")
    assert said.en.endswith(f" It was computed anew by catalogue {LATER}.")
    assert "jeda" not in said.id
    assert "auses" not in said.en
