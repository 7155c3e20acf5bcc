"""What a person sees: a live screen on a terminal, plain lines elsewhere. Never counts."""

from datetime import date, datetime
from itertools import islice
from typing import Protocol, Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from contracts.catalogue import Catalogue
from deploy.local.demo import sentences
from deploy.local.demo.board import Board

_COLUMNS = ("OPD", "Diterima", "Terbuka", "Selesai", "Terlambat", "Karantina")
_AROUND_THE_NEWS = 13  # lines of header, table and footer
_FEWEST_NEWS = 5
_PLAIN_NEWS = 2
_PLAIN_EVERY = 10


class Screen(Protocol):
    """Somewhere to show a demo; a context while it is shown."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def note(self, text: str) -> None:
        """One line about what is being done."""

    def show(self, board: Board, now: datetime) -> None:
        """The board as it is at an instant of city time."""


class LiveScreen:
    """A screen redrawn in place."""

    def __init__(self, console: Console, catalogue: Catalogue) -> None:
        self._console = console
        self._catalogue = catalogue
        self._since: date | None = None
        self._live = Live(console=console, auto_refresh=False, transient=False)

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.__exit__(None, None, None)

    def note(self, text: str) -> None:
        self._live.console.print(text, highlight=False)

    def show(self, board: Board, now: datetime) -> None:
        self._since = self._since or now.date()
        self._live.update(
            Group(self._clock(now), table(board), *self._news(board), self._footer()), refresh=True
        )

    def _clock(self, now: datetime) -> Text:
        time = self._catalogue.working_time[self._catalogue.calendars[0].id]
        text = Text(f"{self._catalogue.city.name}  ", style="bold")
        text.append(sentences.moment(now), style="bold cyan")
        today = sentences.standing(time, now.date())
        text.append(f"  {today}", style="green" if today == "hari kerja" else "yellow")
        since = self._since or now.date()
        passed = list(sentences.skipped(time.calendar, since, now.date()))
        if passed:
            text.append(f"\nDilewati kalender kerja: {'; '.join(passed)}", style="dim")
        return text

    def _news(self, board: Board) -> list[Text]:
        room = max(_FEWEST_NEWS, self._console.height - _AROUND_THE_NEWS)
        return [
            Text(
                sentences.tell(item, board, self._catalogue),
                style="red" if item.breach else "",
                no_wrap=True,
                overflow="ellipsis",
            )
            for item in islice(reversed(board.news), room)
        ]

    def _footer(self) -> Text:
        return Text("Ctrl-C mengakhiri semuanya.", style="dim")


class PlainScreen:
    """Lines for a log: the city's days as they begin, a few changes, now and then the sums."""

    def __init__(self, console: Console, catalogue: Catalogue) -> None:
        self._console = console
        self._catalogue = catalogue
        self._day: date | None = None
        self._shown = 0
        self._times = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def note(self, text: str) -> None:
        self._console.print(text, highlight=False, markup=False, soft_wrap=True)

    def show(self, board: Board, now: datetime) -> None:
        if now.date() != self._day:
            self._day = now.date()
            time = self._catalogue.working_time[self._catalogue.calendars[0].id]
            self.note(f"{sentences.day(self._day)}: {sentences.standing(time, self._day)}")
        fresh = min(_PLAIN_NEWS, board.told - self._shown)
        for item in list(board.news)[-fresh:] if fresh > 0 else ():
            self.note(f"  {sentences.tell(item, board, self._catalogue)}")
        self._shown = board.told
        if self._times % _PLAIN_EVERY == 0:
            self.note(sums(board))
        self._times += 1


def table(board: Board) -> Table:
    """Per agency: taken in, open, resolved, late, put aside."""
    found = Table(*_COLUMNS, expand=False)
    for column in found.columns[1:]:
        column.justify = "right"
    for agency, row in sorted(board.rows.items()):
        counts = (row.accepted, row.open, row.resolved, row.late, row.quarantined)
        found.add_row(agency.upper(), *map(str, counts))
    return found


def sums(board: Board) -> str:
    """The table in one line."""
    parts = [
        f"{agency.upper()}: {row.accepted} diterima, {row.open} terbuka, {row.resolved} selesai, "
        f"{row.late} terlambat, {row.quarantined} karantina"
        for agency, row in sorted(board.rows.items())
    ]
    return " | ".join(parts)
