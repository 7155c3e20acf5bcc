"""What the ledger finds on a bus that was begun from a backup, and what it leaves open."""

from pathlib import Path

import orjson

from contracts.orders import RouteOrdered
from contracts.records import Message
from contracts.topics import STATUS
from services.ledger.findings import EARLIER
from tests.flow.lost_bus import MATTRESS, REQUEST, a_mattress, begun_again


async def test_two_status_events_alike_are_found_on_a_restored_bus(tmp_path: Path) -> None:
    """What no request may say twice, it may not say twice here either."""
    again = await begun_again(await a_mattress(), tmp_path)
    await again.hear("dlh", "status", "2026-03-17 10:00", status="ANGKUT", **MATTRESS)
    (record,) = await again.records([STATUS])
    wrong = orjson.loads(record.value or b"") | {"seq": 2}
    for value in (record.value, orjson.dumps(wrong)):
        await again.bus.write([Message(STATUS, record.key, value, record.headers)])
    sentences = [one.sentence for one in (await again.ledger()).problems]
    assert any("here a second time" in one and "seq 2" in one for one in sentences), sentences


async def test_a_request_taken_from_who_had_it_before_is_no_problem(tmp_path: Path) -> None:
    """That it was with DLH stands in the log before."""
    again = await begun_again(await a_mattress(), tmp_path)
    order = RouteOrdered(
        order_id="1", request_id=REQUEST, by="Sri", why="milik Dishub", agency="dishub"
    )
    await again.order(order, "2026-03-17 09:00")
    report = await again.ledger()
    assert report.holds, report.problems
    assert report.edges[EARLIER] == 1
