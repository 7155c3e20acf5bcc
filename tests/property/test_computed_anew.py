"""Terms computed anew by the version they run by already: whatever happened, nothing changes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.cases import case_in
from contracts.orders import RecomputeOrdered
from contracts.records import StoredRecord
from tests.builders.climbing import a_climbing_city, a_climbing_worker
from tests.builders.facts import VERSION
from tests.builders.partitions import Log
from tests.property.histories import REQUESTS, histories

STEPS = "rrrrrooonntsbbheee"
"""Reports, answers, pauses, hand-overs and holds; of operators' orders only more time."""


@settings(max_examples=100, deadline=None)
@given(histories(steps=STEPS), st.integers(0, 3))
def test_a_clock_computed_anew_by_its_own_terms_is_as_it_was(
    records: list[StoredRecord], later: int
) -> None:
    log = Log()
    log.records += records
    begun = datetime.fromtimestamp(records[-1].timestamp / 1000, UTC)
    now = begun + timedelta(hours=7 * (1 + later))
    orders = [
        RecomputeOrdered(
            order_id=f"{policy.code} of {request}",
            request_id=request,
            by="siti",
            why="x",
            catalogue=VERSION,
            policy=policy.code,
        )
        for request in REQUESTS.values()
        for policy in a_climbing_city().policies
    ]
    for order in orders:
        log.order(order, f"{now:%Y-%m-%d %H:%M}")
    worker = a_climbing_worker()
    worker.fold(log.records)
    cases = [case_in(one.headers, one.value) for one in worker.states()]
    given = {order.order_id for order in orders}  # histories have an order of their own
    carried_out = [
        one.order_id
        for case in cases
        if case is not None
        for one in case.orders
        if one.order_id in given and one.obstacle is None
    ]
    assert carried_out == []
