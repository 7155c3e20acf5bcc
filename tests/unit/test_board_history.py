"""Figures are kept for a day, finely for an hour, and go on when a board starts again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.board.history import DAY_MS, HOUR_MS, History, HistoryRefused
from services.board.meter import Moment
from tests.builders.scrapes import BEGIN_MS

MINUTE_MS = 60_000
OPEN, RECEIVED = ("open", "dlh"), ("received", "dlh")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "board.sqlite3"


@pytest.fixture
def history(file: Path) -> Iterator[History]:
    found = History(file)
    yield found
    found.close()


def kept(history: History, passed_ms: int, opened: float = 1, received: float = 0) -> Moment:
    """A moment some time after the first, kept."""
    moment = Moment(BEGIN_MS + passed_ms, {OPEN: opened, RECEIVED: received}, {})
    history.keep(moment)
    return moment


def points(history: History, until_ms: int) -> tuple[float | None, ...]:
    return history.course("open", BEGIN_MS + until_ms, 100_000).lines.get("dlh", ())


def test_a_figure_runs_as_it_was_kept(history: History) -> None:
    for place in range(3):
        kept(history, place * 5_000, opened=place)
    found = history.course("open", BEGIN_MS + 10_000)
    assert found.at == tuple(BEGIN_MS // 1000 + 5 * place for place in range(3))
    assert found.lines == {"dlh": (0, 1, 2)}


def test_a_figure_nobody_kept_has_no_lines(history: History) -> None:
    assert history.course("open", BEGIN_MS).lines == {}


def test_a_line_is_drawn_with_so_many_points_at_most(history: History) -> None:
    for place in range(1000):
        kept(history, place * 1_000, opened=place)
    found = history.course("open", BEGIN_MS + 999_000, 100)
    assert len(found.at) <= 112
    assert found.lines["dlh"][-1] == 999


def test_what_is_older_than_a_day_is_forgotten(history: History) -> None:
    kept(history, 0, opened=7)
    kept(history, DAY_MS + MINUTE_MS, opened=8)
    assert points(history, DAY_MS + MINUTE_MS) == (8,)


def test_after_an_hour_one_value_a_minute_is_left(history: History) -> None:
    for place in range(24):
        kept(history, place * 5_000)
    assert len(points(history, 24 * 5_000)) == 24
    kept(history, HOUR_MS + 10 * MINUTE_MS)
    assert len(points(history, HOUR_MS + 10 * MINUTE_MS)) == 3 + 1


def test_a_day_s_growth_is_told_from_its_beginning(history: History) -> None:
    kept(history, 0, received=100)
    kept(history, DAY_MS // 2, received=130)
    last = kept(history, DAY_MS, received=150)
    assert history.grown(last)[RECEIVED] == 50


def test_what_began_within_the_day_began_at_nothing(history: History) -> None:
    kept(history, 0)
    history.keep(Moment(BEGIN_MS + HOUR_MS, {("received", "dishub"): 4}, {}))
    last = Moment(BEGIN_MS + DAY_MS - 1, {("received", "dishub"): 9}, {})
    assert history.grown(last)[("received", "dishub")] == 9


def test_a_board_that_starts_again_goes_on_from_what_it_kept(file: Path) -> None:
    first = History(file)
    kept(first, 0, received=3)
    kept(first, 5_000, received=12)
    first.close()
    second = History(file)
    assert second.totals() == {RECEIVED: 12}
    assert points(second, 5_000) == (1, 1)
    second.close()


def test_a_file_that_is_something_else_is_refused_in_a_sentence(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("bukan basis data\n" * 100, encoding="utf-8")
    with pytest.raises(HistoryRefused, match=r"notes\.txt cannot keep a board's history: "):
        History(other)
