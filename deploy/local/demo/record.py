"""A recording of the demo's screen as one SVG that moves in a browser; asks for no font or host."""

import re
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import NamedTuple, Self

from rich.console import Console, RenderableType
from rich.terminal_theme import SVG_EXPORT_THEME

from contracts.catalogue import Catalogue
from deploy.local.demo.board import Board
from deploy.local.demo.screen import Screen
from deploy.local.demo.view import Now, Size, View

SIZE = Size(120, 32)
FRAMES = 16
_SECONDS, _LAST_SECONDS = 1.0, 6.0
"""How long each picture stands, and the last."""
_MOST_KEPT = 4 * FRAMES
_PARTS = "{styles}\0{backgrounds}\0{matrix}\0{terminal_width}\0{terminal_height}"
_CLIPS = re.compile(r' clip-path="[^"]*"')
_FONTS = "ui-monospace, 'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace"
_MARGIN = 16
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>{title}</title>
<style>
.screen text {{ font-family: {fonts}; font-size: 20px; white-space: pre; }}
.f {{ visibility: hidden; animation: f {all}s step-end infinite; }}
.last {{ animation: last {all}s step-end infinite; }}
@keyframes f {{ 0% {{ visibility: visible; }} {share}% {{ visibility: hidden; }} }}
@keyframes last {{ 0% {{ visibility: hidden; }} {last}% {{ visibility: visible; }} }}
@media (prefers-reduced-motion: reduce) {{ .f, .last {{ animation: none; }} }}
{styles}
</style>
<rect width="{width}" height="{height}" rx="10" fill="{background}"/>
<g class="screen" transform="translate({margin} {margin})">
{frames}
</g>
</svg>
"""


class _Frame(NamedTuple):
    """One picture in the parts of an SVG."""

    styles: str
    drawing: str
    width: float
    height: float


class RecordingScreen:
    """Another screen, of which pictures are taken evenly over its time and written at its end."""

    def __init__(self, screen: Screen, catalogue: Catalogue, footer: str, file: Path) -> None:
        self._screen = screen
        self._catalogue = catalogue
        self._footer = footer
        self._file = file
        self._since: date | None = None
        self._frames: list[_Frame] = []
        self._shown = 0
        self._every = 1

    def __enter__(self) -> Self:
        self._screen.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._screen.__exit__(*error)

    def note(self, text: str) -> None:
        self._screen.note(text)

    def show(self, board: Board, now: Now) -> None:
        self._screen.show(board, now)
        self._since = self._since or now.city.date()
        if self._shown % self._every == 0:
            view = View(board, self._catalogue, self._since, now, self._footer)
            self._frames.append(_frame(view.picture(SIZE), f"f{self._shown}"))
        self._shown += 1
        if len(self._frames) > _MOST_KEPT:
            self._frames = self._frames[::2]
            self._every *= 2

    def close(self, summary: RenderableType) -> None:
        self._screen.close(summary)
        last = len(self._frames) - 1
        places = sorted({last * n // (FRAMES - 1) for n in range(FRAMES)}) if last >= 0 else []
        frames = [self._frames[place] for place in places]
        name = self._catalogue.city.name
        self._file.write_text(
            moving(f"simpul demo, {name}", [*frames, _frame(summary, "end")]), encoding="utf-8"
        )


def moving(title: str, frames: list[_Frame]) -> str:
    """Pictures as one SVG that shows one after the other, over and over; the last stands alone."""
    *before, last = frames
    seconds = _SECONDS * len(before) + _LAST_SECONDS
    return _SVG.format(
        title=title,
        fonts=_FONTS,
        width=round(max(frame.width for frame in frames) + 2 * _MARGIN),
        height=round(max(frame.height for frame in frames) + 2 * _MARGIN),
        margin=_MARGIN,
        background=SVG_EXPORT_THEME.background_color.hex,
        all=seconds,
        share=round(100 * _SECONDS / seconds, 4),
        last=round(100 * _SECONDS * len(before) / seconds, 4),
        styles="\n".join(frame.styles for frame in frames),
        frames="\n".join(_drawings(before, last)),
    )


def _drawings(before: list[_Frame], last: _Frame) -> Iterator[str]:
    for place, frame in enumerate(before):
        delay = place * _SECONDS
        yield f'<g class="f" style="animation-delay: {delay:g}s">{frame.drawing}</g>'
    yield f'<g class="last">{last.drawing}</g>'


def _frame(picture: RenderableType, name: str) -> _Frame:
    """A picture drawn as SVG; what it would ask of other hosts is left out."""
    console = Console(
        record=True,
        width=SIZE.width,
        height=SIZE.height,
        file=StringIO(),
        force_terminal=True,
        color_system="truecolor",
    )
    console.print(picture)
    drawn = console.export_svg(code_format=_PARTS, unique_id=name)
    styles, backgrounds, matrix, width, height = drawn.split("\0")
    return _Frame(styles, _drawn(backgrounds + matrix), float(width), float(height))


def _drawn(text: str) -> str:
    return _CLIPS.sub("", text).replace("&#160;", "\N{NO-BREAK SPACE}")
