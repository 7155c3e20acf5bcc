"""What a report older than one already applied still changes: never the state, only clocks.

What it says was done counts as done then, and what it asked made the clocks wait for the answer.
"""

from collections.abc import Iterator

from agents.case import clocks, evidence, retrospect
from agents.case.telling import Telling
from contracts.catalogue import Signal
from contracts.lifecycle import State
from contracts.requests import Mapped, StatusUpdated

DONE = frozenset({State.RESOLVED, State.CLOSED})
"""States in which an older word that it was done is no longer contradicted."""


def correct(telling: Telling, report: StatusUpdated) -> None:
    """Tell the clocks what a late report says that nothing newer gainsays."""
    if report.mapped is not None:
        for kind in _signals(telling, report.mapped):
            if kind is not Signal.RESOLVED or evidence.lacking(telling, report) is None:
                clocks.told_late(telling, kind, report.origin.occurred_at)
        retrospect.stand_still(telling, report.mapped, report.origin.occurred_at)


def is_response(mapped: Mapped) -> bool:
    """Whether a person at the agency did something; an automatic receipt is no response."""
    return mapped.human and mapped.state.rank >= State.ACKNOWLEDGED.rank


def _signals(telling: Telling, mapped: Mapped) -> Iterator[Signal]:
    if is_response(mapped):
        yield Signal.RESPONDED
    if mapped.state is State.RESOLVED and telling.case.state in DONE:
        yield Signal.RESOLVED
