"""What a duty operator must look at now: one sentence each, out of figures and topics; pure."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from contracts.catalogue import Catalogue
from contracts.events import Sentences
from contracts.metrics import NOBODY
from services.board.figures import Series
from services.board.meter import Moment
from services.board.standing import Digest
from services.board.words import agency_name, number, span

FRESH_SECONDS: Final = 30.0
"""How old the oldest record a hop has not carried may be."""
LATE_HORIZON: Final = 60.0
"""How far intake's horizon may lie behind a deadline that waits for it, seconds."""


class Alarm(NamedTuple):
    """One thing that is wrong: in both languages, and where there is more."""

    said: Sentences
    href: str | None = None
    is_grave: bool = True


class Seen(NamedTuple):
    """All that is known at one moment."""

    moment: Moment
    digest: Digest
    troubles: tuple[str, ...]
    """Why what is shown may be old or missing."""
    catalogue: Catalogue | None


Of = Callable[[tuple[str, ...], float, Catalogue | None], Sentences | None]


def alarms(seen: Seen) -> list[Alarm]:
    """Everything that is wrong, gravest first."""
    found = [*_unanswered(seen), *_of_figures(seen), *_of_requests(seen)]
    return sorted(found, key=lambda one: not one.is_grave)


def _unanswered(seen: Seen) -> Iterator[Alarm]:
    for trouble in seen.troubles:
        yield Alarm(Sentences(id=f"Data mungkin usang: {trouble}", en="What is shown may be old."))
    for address, answers in seen.moment.answers.items():
        if not answers:
            yield Alarm(
                Sentences(id=f"{address} tidak menjawab.", en=f"{address} does not answer.")
            )
    versions = [series[1] for series in seen.moment.values if series[0] == "catalogue"]
    if len(versions) > 1:
        which = ", ".join(sorted(versions))
        yield Alarm(
            Sentences(
                id=f"Pekerja memakai katalog yang berbeda: {which}.",
                en=f"Workers have different catalogues in force: {which}.",
            )
        )


def _of_figures(seen: Seen) -> Iterator[Alarm]:
    for series, value in sorted(seen.moment.values.items()):
        say = _SAYS.get(series[0])
        said = say(series, value, seen.catalogue) if say is not None else None
        if said is not None:
            yield Alarm(said)


def _reachable(series: Series, value: float, _: Catalogue | None) -> Sentences | None:
    if value:
        return None
    return Sentences(
        id=f"Broker tidak menjawab {series[1]}.",
        en=f"The broker does not answer {series[1]}.",
    )


def _paused(series: Series, value: float, _: Catalogue | None) -> Sentences | None:
    if not value:
        return None
    return Sentences(
        id=f"{number(value)} partisi {series[1]} dihentikan setelah terlalu banyak gangguan.",
        en=f"{number(value)} partitions of {series[1]} stand still after too many surprises.",
    )


def _behind(series: Series, value: float, _: Catalogue | None) -> Sentences | None:
    if value <= FRESH_SECONDS:
        return None
    return Sentences(
        id=f"{series[1]} tertinggal {span(value)}.",
        en=f"The oldest record {series[1]} has not carried has waited {value:.0f} s.",
    )


def _stalled(series: Series, value: float, _: Catalogue | None) -> Sentences | None:
    if not value:
        return None
    return Sentences(
        id=f"{series[1]} tidak bergerak pada {number(value)} partisi.",
        en=f"{series[1]} has not moved on {number(value)} partitions where records wait.",
    )


def _silent(series: Series, value: float, catalogue: Catalogue | None) -> Sentences | None:
    if not value or series[1] == NOBODY:
        return None
    name = agency_name(series[1], catalogue)
    return Sentences(
        id=f"{name} tidak mengirim apa pun selama jam kerjanya.",
        en=f"{name} has sent nothing for long in its own working hours.",
    )


def _horizon(_: Series, value: float, __: Catalogue | None) -> Sentences | None:
    if value <= LATE_HORIZON:
        return None
    return Sentences(
        id=f"Tenggat menunggu kiriman yang belum terbaca sejak {span(value)}.",
        en=f"Deadlines wait: intake's horizon lies {value:.0f} s behind.",
    )


_SAYS: Final[dict[str, Of]] = {
    "reachable": _reachable,
    "paused": _paused,
    "lag_seconds": _behind,
    "stalled": _stalled,
    "silent": _silent,
    "horizon": _horizon,
}
"""What a figure says when it is bad, by its code."""


def _of_requests(seen: Seen) -> Iterator[Alarm]:
    digest = seen.digest
    if digest.held:
        count = number(len(digest.held))
        yield Alarm(
            Sentences(
                id=f"{count} permohonan ditahan sampai gangguan diperiksa.",
                en=f"{count} requests are held until somebody has looked at a failure.",
            ),
            "/board/requests?show=held",
        )
    if digest.arbitration:
        count = number(len(digest.arbitration))
        yield Alarm(
            Sentences(
                id=f"{count} permohonan menunggu arbitrase kewenangan.",
                en=f"{count} requests wait for somebody to say whose they are.",
            ),
            "/board/requests?show=arbitration",
            is_grave=False,
        )
    if not digest.is_whole:
        yield Alarm(
            Sentences(
                id="Terlalu banyak permohonan terbuka; daftar di papan ini tidak lengkap.",
                en="More requests are open than this board remembers; its lists are not whole.",
            ),
            is_grave=False,
        )
