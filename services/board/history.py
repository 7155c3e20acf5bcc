"""A day of figures in SQLite: whole for an hour, then one value a minute; forgets what is older."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from services.board.figures import FIGURES, How, Series
from services.board.meter import BUCKETS, Moment

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
_MINUTE_MS: Final = 60_000
_BETWEEN: Final = "|"
MOST_POINTS: Final = 360
TOTALS: Final = frozenset(one.code for one in FIGURES if one.how is How.GROWS) - BUCKETS
"""Figures that only grow, of which the difference between two instants is told."""

_MAKE = """
CREATE TABLE IF NOT EXISTS points (
    series TEXT NOT NULL, at_ms INTEGER NOT NULL, value REAL NOT NULL, lasts INTEGER NOT NULL,
    PRIMARY KEY (series, at_ms)
) WITHOUT ROWID
"""
_PUT = "INSERT OR REPLACE INTO points VALUES (?, ?, ?, ?)"
_AGE = "DELETE FROM points WHERE at_ms < ? OR (at_ms < ? AND NOT lasts)"
_NAMES = "SELECT DISTINCT series FROM points"
_LAST = "SELECT value FROM points WHERE series = ? ORDER BY at_ms DESC LIMIT 1"
_FIRST = """
SELECT CASE WHEN at_ms < ? THEN value ELSE 0 END FROM points
WHERE series = ? AND at_ms >= ? ORDER BY at_ms LIMIT 1
"""
_BEGIN = "SELECT min(at_ms) FROM points WHERE series >= ? AND series < ? AND at_ms >= ?"
_COURSE = """
SELECT series, at_ms / ? AS slot, max(at_ms), value FROM points
WHERE series >= ? AND series < ? AND at_ms >= ? GROUP BY series, slot ORDER BY series, slot
"""


class HistoryRefused(Exception):
    """A file cannot be a board's history; the message says which and why."""


class Course(NamedTuple):
    """How one figure ran: instants, real seconds since 1970 UTC, and a line by its labels."""

    at: tuple[int, ...]
    lines: Mapping[str, tuple[float | None, ...]]


class History:
    """One file; `close` it in the end."""

    def __init__(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._kept = sqlite3.connect(file, isolation_level=None)
            for word in ("journal_mode = WAL", "synchronous = NORMAL"):
                self._kept.execute(f"PRAGMA {word}")
            self._kept.execute(_MAKE)
            self._names = {name for (name,) in self._kept.execute(_NAMES)}
        except (sqlite3.Error, OSError) as error:
            raise HistoryRefused(f"{file} cannot keep a board's history: {error}.") from error
        self._minute = 0

    def close(self) -> None:
        """Nothing is read or kept afterwards."""
        self._kept.close()

    def keep(self, moment: Moment) -> None:
        """Keep a moment's figures, and forget what is too old by then."""
        minute, at = moment.at_ms // _MINUTE_MS, moment.at_ms
        lasts, self._minute = minute != self._minute, minute
        rows = [
            (_BETWEEN.join(series), at, value, lasts)
            for series, value in moment.values.items()
            if series[0] not in BUCKETS
        ]
        self._names |= {row[0] for row in rows}
        self._kept.execute("BEGIN")
        self._kept.executemany(_PUT, rows)
        if lasts:
            self._kept.execute(_AGE, (at - DAY_MS, at - HOUR_MS))
        self._kept.execute("COMMIT")

    def totals(self) -> dict[Series, float]:
        """What grows, as it was kept last: a board that starts again goes on from there."""
        names = [name for name in self._names if name.partition(_BETWEEN)[0] in TOTALS]
        return {_series(name): self._kept.execute(_LAST, (name,)).fetchone()[0] for name in names}

    def grown(self, moment: Moment) -> dict[Series, float]:
        """By how much each total grew within the day before a moment, as far as was watched.

        One that began within that day began at nothing.
        """
        since = moment.at_ms - DAY_MS
        grown: dict[Series, float] = {}
        for series, value in moment.values.items():
            if series[0] in TOTALS:
                where = (since + 2 * _MINUTE_MS, _BETWEEN.join(series), since)
                found = self._kept.execute(_FIRST, where).fetchone()
                grown[series] = value - (found[0] if found is not None else 0)
        return grown

    def course(self, code: str, until_ms: int, most: int = MOST_POINTS) -> Course:
        """A figure over the day before an instant: the last value of each of so many slots."""
        named = (code + _BETWEEN, code + chr(ord(_BETWEEN) + 1), until_ms - DAY_MS)
        (begin,) = self._kept.execute(_BEGIN, named).fetchone()
        slot = max(1000, (until_ms - (begin or until_ms)) // most)
        lines: dict[str, dict[int, float]] = {}
        for name, number, _, value in self._kept.execute(_COURSE, (slot, *named)):
            lines.setdefault(name.partition(_BETWEEN)[2], {})[number] = value
        slots = sorted({number for line in lines.values() for number in line})
        return Course(
            tuple(number * slot // 1000 for number in slots),
            {name: tuple(map(line.get, slots)) for name, line in lines.items()},
        )


def _series(name: str) -> Series:
    return tuple(name.split(_BETWEEN))
