"""The demo's live screen as a picture of a board, for any width and height; counts nothing."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from contracts.catalogue import Catalogue
from deploy.local.demo import sentences
from deploy.local.demo.board import Board, News, Row
from deploy.local.demo.sentences import number

COLUMNS: tuple[tuple[str, Callable[[Row], int]], ...] = (
    ("Peristiwa", lambda row: row.events),
    ("Diterima", lambda row: row.accepted),
    ("Terbuka", lambda row: row.open),
    ("Selesai", lambda row: row.resolved),
    ("Terlambat", lambda row: row.late),
    ("Karantina", lambda row: row.quarantined),
)
"""What is shown of every agency."""
_WIDE = 116
_TALL = 30
_AROUND = 6  # lines that are no agency's, clock's or change's: titles, rule, sum, footer
_FEW_DUE, _FEWEST_NEWS, _FEWEST_AGENCIES = 2, 3, 3


class Now(NamedTuple):
    """The same instant as city time and as real milliseconds."""

    city: datetime
    real_ms: int


class Size(NamedTuple):
    """How much room there is, in characters and lines."""

    width: int
    height: int


class View(NamedTuple):
    """What a picture is made of."""

    board: Board
    catalogue: Catalogue
    since: date
    now: Now
    footer: str

    def picture(self, size: Size) -> RenderableType:
        """No more lines than there are, none longer than the width."""
        head = self._head(size)
        left = size.height - len(head) - _AROUND
        due = _FEW_DUE if size.height < _TALL else 2 * _FEW_DUE + 1
        rows = max(_FEWEST_AGENCIES, min(len(self.board.rows), left - due - _FEWEST_NEWS))
        return Group(
            *head,
            table(self.board, rows),
            _title("Jatuh tempo berikutnya"),
            *self._dues(due),
            _title("Perubahan terakhir"),
            *self._news(left - rows - due, size.width),
            _line(self.footer, "dim"),
        )

    def _head(self, size: Size) -> list[Text]:
        time = self.catalogue.working_time[self.catalogue.calendars[0].id]
        today = sentences.standing(time, self.now.city.date())
        first = Text.assemble(
            (f"{self.catalogue.city.name}  ", "bold"),
            (sentences.moment(self.now.city), "bold cyan"),
            (f"  {today}", "green" if today == "hari kerja" else "yellow"),
            no_wrap=True,
            overflow="ellipsis",
        )
        lines = [first, self._pace()]
        passed = list(sentences.skipped(time.calendar, self.since, self.now.city.date()))
        if passed and size.height >= _TALL:
            lines.append(_line(f"Dilewati kalender kerja: {'; '.join(passed[-3:])}", "dim"))
        return lines

    def _pace(self) -> Text:
        """Events a second, and how soon they were answered, lately."""
        board, now = self.board, self.now.real_ms
        half, most = (board.went.percentile(share, now) for share in (50, 99))
        late = (
            "" if half is None else f"  jawaban p50 {number(half)} ms, p99 {number(most or 0)} ms"
        )
        return Text.assemble(
            (f"{number(board.came.a_second(now), 1)} peristiwa/dtk", "bold magenta"),
            f"  {number(board.went.a_second(now), 1)} status/dtk{late}",
            f"  {number(len(board.requests))} terbuka",
            no_wrap=True,
            overflow="ellipsis",
        )

    def _dues(self, most: int) -> list[Text]:
        """The clocks due next, and empty lines where there are fewer."""
        events = self.board.dues.next(self.now.city, most)
        lines = [_line(sentences.tell_due(one, self.board, self.catalogue)) for one in events]
        return lines + [Text("")] * (most - len(lines))

    def _news(self, lines: int, width: int) -> list[Text]:
        """The last changes, newest first."""
        last = islice(reversed(self.board.news), max(0, lines))
        return [_line(self._told(item, width), "red" if item.breach else "") for item in last]

    def _told(self, item: News, width: int) -> str:
        if width >= _WIDE:
            return sentences.tell(item, self.board, self.catalogue)
        return sentences.tell_briefly(item, self.catalogue)


def table(board: Board, rows: int) -> Table:
    """Figures of this many agencies, and of all together."""
    found = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    found.add_column("OPD", min_width=14)
    for title, _ in COLUMNS:
        found.add_column(title, justify="right")
    shown = sorted(board.rows.items())
    if len(shown) > rows:
        shown = shown[: rows - 1]
    for agency, row in shown:
        found.add_row(agency.upper(), *_figures(row))
    if len(shown) < len(board.rows):
        found.add_row(f"... {len(board.rows) - len(shown)} OPD lagi", style="dim")
    found.add_row("Semua", *_figures(board.total), style="bold")
    return found


def _figures(row: Row) -> list[str]:
    return [number(figure(row)) for _, figure in COLUMNS]


def _title(text: str) -> Text:
    return Text(text, style="bold underline")


def _line(text: str, style: str = "") -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")
