"""Where a person sees it: a live screen on a terminal, plain lines elsewhere. Never counts."""

from datetime import date
from typing import Protocol, Self

from rich.console import Console, RenderableType
from rich.live import Live

from contracts.catalogue import Catalogue
from deploy.local.demo import sentences
from deploy.local.demo.board import Board
from deploy.local.demo.view import Now, Size, View

_PLAIN_NEWS = 2
_PLAIN_EVERY = 10


class Screen(Protocol):
    """Somewhere to show a demo; a context while it is shown."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def note(self, text: str) -> None:
        """One line about what is being done."""

    def show(self, board: Board, now: Now) -> None:
        """The board as it is at an instant."""

    def close(self, summary: RenderableType) -> None:
        """The last word, when it is shown no more."""


class LiveScreen:
    """A screen redrawn in place."""

    def __init__(self, console: Console, catalogue: Catalogue, footer: str) -> None:
        self._console = console
        self._catalogue = catalogue
        self._footer = footer
        self._since: date | None = None
        self._live = Live(console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.__exit__(None, None, None)

    def note(self, text: str) -> None:
        self._footer = text

    def show(self, board: Board, now: Now) -> None:
        self._since = self._since or now.city.date()
        view = View(board, self._catalogue, self._since, now, self._footer)
        size = Size(self._console.width, self._console.height - 1)
        self._live.update(view.picture(size), refresh=True)

    def close(self, summary: RenderableType) -> None:
        self._console.print(summary)


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

    def show(self, board: Board, now: Now) -> None:
        day = now.city.date()
        if day != self._day:
            self._day = day
            time = self._catalogue.working_time[self._catalogue.calendars[0].id]
            self.note(f"{sentences.day(day)}: {sentences.standing(time, day)}")
        fresh = min(_PLAIN_NEWS, board.told - self._shown)
        for item in list(board.news)[-fresh:] if fresh > 0 else ():
            self.note(f"  {sentences.tell(item, board, self._catalogue)}")
        self._shown = board.told
        if self._times % _PLAIN_EVERY == 0:
            self.note(sums(board))
        self._times += 1

    def close(self, summary: RenderableType) -> None:
        self._console.print(summary)


def sums(board: Board) -> str:
    """The table in one line."""
    parts = [
        f"{agency.upper()}: {row.accepted} diterima, {row.open} terbuka, {row.resolved} selesai, "
        f"{row.late} terlambat, {row.quarantined} karantina"
        for agency, row in sorted(board.rows.items())
    ]
    return " | ".join(parts)
