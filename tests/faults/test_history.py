"""What agencies note of their sends is what the ledger reads, and a run cut short says so."""

from pathlib import Path

import orjson

from services.kafka.ports import Receipt
from tests.builders.requests import some_stories
from tests.faults.history import History
from tests.faults.written import Written


def test_an_event_sent_again_is_another_send_of_the_same_event(tmp_path: Path) -> None:
    (story,) = some_stories(1, "again")
    said = [story.submitted()]
    with History(tmp_path / "history") as history:
        history.unheard_of(history.invoked(said))
        history.received(history.invoked(said), [Receipt(said[0].topic, 2, 7, 0)])
        history.invoked(said)
        sends = history.read()
    assert len({send.event for send in sends}) == 1
    assert [(send.outcome, send.partition, send.offset) for send in sends] == [
        ("unknown", None, None),
        ("ok", 2, 7),
        ("invoked", None, None),
    ]


def test_a_run_names_what_it_left_out(tmp_path: Path) -> None:
    file = tmp_path / "new" / "run.json"
    Written(file, "scenarios", ("kills", "joins"), 7).add("kills", {"lost": 0})
    found = orjson.loads(file.read_bytes())
    assert (found["seed"], found["left_out"], found["scenarios"]) == (7, ["joins"], [{"lost": 0}])
