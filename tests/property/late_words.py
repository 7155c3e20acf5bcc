"""Words that come after what followed them: a wait of which an agency tells last of all."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from contracts.lifecycle import State
from contracts.requests import Claim
from tests.builders import facts
from tests.builders.facts import an_origin

if TYPE_CHECKING:
    from tests.property.histories import History


def ask_late(history: "History", request: str, submitter: str, worker: str) -> None:
    """An agency works, waits for somebody and works on; of the wait it tells last."""
    _says(history, request, worker, State.IN_PROGRESS, history.now)
    history.later()
    asked = history.now
    history.later()
    if history.draw(st.booleans()):
        origin = an_origin(history.number(), history.time(), submitter)
        history.log.put(facts.an_answer(origin, request_id=request), history.time())
        history.later()
    _says(history, request, worker, State.IN_PROGRESS, history.now)
    history.later()
    waits = st.sampled_from((State.NEEDS_INFORMATION, State.AWAITING_EXTERNAL))
    _says(history, request, worker, history.draw(waits), asked)


def _says(history: "History", request: str, worker: str, state: State, happened: datetime) -> None:
    said: dict[str, Any] = {"occurred_at": happened, "claim": Claim.TAKEN}
    origin = an_origin(history.number(), history.time(), worker, **said)
    reason = history.draw(st.sampled_from(("berkas", "material")))
    report = facts.a_report(origin, state, request_id=request, reason=reason)
    history.log.put(report, history.time())
