"""What a partition's steps came to, and how its cases stand; pure counting, nothing is decided."""

from agents.case.ages import Ages
from agents.case.census import Census, Move
from agents.case.lines import Lines
from agents.case.standing import Standing, standing_of
from agents.case.telling import Rules, Telling
from agents.engine.metering import Measures
from contracts.cases import Case, Stub

RECENT = 2000
"""Cases of which it is at hand how they stand; of another it is worked out again."""


class Meters:
    """Counts one partition's steps where anybody watches, and how its cases stand.

    `watched`: whether steps are counted too.
    """

    def __init__(self, partition: int, rules: Rules, ages: Ages, *, watched: bool = True) -> None:
        self._rules = rules
        self._watched = watched
        self._lines = Lines()
        self._census = Census(partition, ages)
        self._loaded: dict[str, Standing] = {}
        self._begun: dict[str, Case] = {}
        self._moves: dict[str, Move] = {}
        self._recent: dict[str, Standing | None] = {}

    def load(self, key: str, standing: Standing | None) -> None:
        """How a case stood in a record of the state topic; a later one replaces an earlier."""
        if standing is None:
            self._loaded.pop(key, None)
        else:
            self._loaded[key] = standing

    def count(self, telling: Telling) -> None:
        """One step more."""
        if self._watched:
            self._lines.add(telling)
        if telling.writes:
            self._begun.setdefault(telling.case.request_id, telling.before)

    def stands(self, key: str, left: Case | Stub | None) -> Standing | None:
        """How a case stands that is written at the end of a chunk."""
        first, before = self._before(key)
        now = standing_of(left, self._rules, before) if isinstance(left, Case) else None
        self._moves[key] = (first, now)
        return now

    def _before(self, key: str) -> Move:
        """How it stood when it was measured last, and when it was written last."""
        if key in self._moves:
            return self._moves[key]
        case = self._begun.get(key)
        if key in self._recent or case is None:
            before = self._recent.get(key)
        else:
            before = standing_of(case, self._rules)
        return before, before

    def measure(self) -> Measures:
        """What was counted since the last call, and what is open now."""
        lines, self._lines = self._lines, Lines()
        self._census.move((None, one) for one in self._loaded.values())
        self._census.move(self._moves.values())
        if len(self._recent) > RECENT:
            self._recent.clear()
        self._recent.update((key, after) for key, (_, after) in self._moves.items())
        for done in (self._loaded, self._moves, self._begun):
            done.clear()
        return Measures(
            counts=lines.counts(),
            since=lines.since(),
            seen=lines.seen(),
            stands=self._census.stands,
        )
