"""The page of promises says what the kept runs say, and each scenario stands for a promise."""

import re

from tests.faults.promises import PAGE, PROMISES, kept, page
from tests.faults.runs import read
from tests.faults.scenes import SCENARIOS

MOST = 100_000
WHOLE = 10_000
"""Random histories of a run that is kept."""
PLACE = re.compile(r"/(tmp|home|work|root|var)/")


def test_the_page_is_what_the_kept_runs_say() -> None:
    assert PAGE.read_text("utf-8") == page(read(kept())), "run `make promises`"


def test_every_scenario_stands_for_a_promise() -> None:
    assert list(PROMISES) == list(SCENARIOS)


def test_kept_runs_are_whole_lost_nothing_and_name_no_place_of_the_machine() -> None:
    faults, builds, twins = read(kept())
    played = [one for run in faults for one in run.scenarios]
    assert {one.name for one in played} == set(SCENARIOS)
    assert [one for one in played if one.lost or one.wrong] == []
    assert [one for run in builds for one in run.builds if not one.as_meant] == []
    assert [run.left_out for run in (*faults, *builds, *twins) if run.left_out] == []
    assert [one for run in twins for one in run.twins if one.histories < WHOLE] == []
    texts = {file.name: file.read_text("utf-8") for file in kept()}
    assert [name for name, text in texts.items() if len(text) > MOST or PLACE.search(text)] == []
