"""What moved a clock from the due date it had at first, in words: never more than what did."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from agents.case.making import made
from contracts.calendar import tell_instant
from contracts.cases import Clock
from contracts.events import Sentences
from contracts.reckoning import Extended, Stood, moves

SENT_BACK = "sent-back"
"""Why a clock goes on whose end was refused; between the two it stood still."""

PAUSES = Sentences(id="jeda", en="pauses")
REFUSED = Sentences(id="penyelesaian yang ditolak", en="a completion that was refused")

Shift = Callable[[datetime, Stood | Extended], datetime]
"""Where one of its moves takes an instant."""


def movers(clock: Clock, due: datetime, shift: Shift) -> tuple[Sentences, ...]:
    """What moved it from a due date, each kind once, in the order they came to be."""
    found: dict[str, Sentences] = {}
    days = 0
    for one in moves(clock.pauses, clock.extended):
        kept = one._replace(at=min(one.at, due)) if isinstance(one, Extended) else one
        later = shift(due, kept)
        if later != due and isinstance(one, Extended):
            days += one.days
            found["extended"] = _more(days)
        elif later != due and isinstance(one, Stood):
            found.setdefault(*_stood(one))
        due = later
    if not found and clock.paused_seconds:  # an earlier release kept no more than their sum
        return (PAUSES,)
    return tuple(found.values())


def may_have_moved(clock: Clock) -> tuple[Sentences, ...]:
    """What it stood still for and was given, where no calendar is at hand to say what moved it."""
    found = dict(map(_stood, clock.pauses))
    days = sum(one.days for one in clock.extended)
    return (*found.values(), *([_more(days)] if days else ()))


def _stood(one: Stood) -> tuple[str, Sentences]:
    return ("refused", REFUSED) if one.why == SENT_BACK else ("paused", PAUSES)


def _more(days: int) -> Sentences:
    return Sentences(
        id=f"perpanjangan {days} hari", en=f"{days} more {'day' if days == 1 else 'days'}"
    )


def told(by: tuple[Sentences, ...], due: datetime) -> Sentences:
    """One sentence in both languages: what moved it, and to when."""
    to = tell_instant(due)
    if not by:
        return made(Sentences, id=f"Kini {to.id}.", en=f"It is {to.en} now.")
    words = listed(by)
    return made(
        Sentences,
        id=f"Setelah {words.id} menjadi {to.id}.",
        en=f"{words.en[0].upper()}{words.en[1:]} moved it to {to.en}.",
    )


def listed(by: tuple[Sentences, ...]) -> Sentences:
    """Some movers as a list in words; at least one."""
    return made(
        Sentences, id=_joined((one.id for one in by), "dan"), en=_joined((b.en for b in by), "and")
    )


def _joined(parts: Iterable[str], word: str) -> str:
    *others, last = parts
    return f" {word} ".join([", ".join(others), last] if others else [last])


def anew(catalogues: Iterable[str]) -> Iterator[Sentences]:
    """That it runs by another version's terms or calendar than at first: the last that was said."""
    for name in [*catalogues][-1:]:
        yield Sentences(
            id=f"Dihitung ulang menurut katalog {name}.",
            en=f"It was computed anew by catalogue {name}.",
        )
