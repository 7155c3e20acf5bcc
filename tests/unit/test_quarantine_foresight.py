"""What a replay would come to is judged before anything is written."""

from typing import Any

from contracts.cases import Case, Stub
from contracts.quarantine import Batch, Quarantined, original_of
from contracts.reasons import SENTENCES, Reason
from contracts.records import StoredRecord
from contracts.releases import CLOCK as CLOCK_KEY
from contracts.releases import Release, Releases
from contracts.requests import Retry
from deploy.quarantine.foresight import Ground, foresee, read_again
from tests.builders.catalogue import a_catalogue
from tests.builders.events import CLOCK, RECEIVED, a_record, milliseconds
from tests.builders.facts import REQUEST
from tests.builders.intake import TICKET_KEY

RETRY = Retry(retry_id="r1")


def _ground() -> Ground:
    """The small city's catalogue, in force when records came."""
    releases = Releases()
    at = milliseconds(RECEIVED)
    release = Release(version="one", effective_at=at, catalogue=a_catalogue(version="one"))
    bodies = [(CLOCK_KEY, CLOCK.to_bytes()), (b"one", release.to_bytes())]
    for offset, (key, body) in enumerate(bodies):
        releases.apply(StoredRecord("ref.catalogue.v1", 0, offset, at - CLOCK.lead_ms, key, body))
    return Ground(releases, TICKET_KEY, RECEIVED)


def _aside(**changed: Any) -> Quarantined:
    """A sound submission that was put aside for our own trouble."""
    original = original_of(a_record()).model_copy(update=changed)
    return Quarantined(
        quarantine_id="q1",
        hop="intake",
        agency="dlh",
        request_id=REQUEST,
        reason=Reason.SURPRISE,
        sentences=SENTENCES[Reason.SURPRISE],
        received_at=RECEIVED,
        original=original,
    )


def test_a_sound_record_would_be_applied_to_a_request_nobody_knows_yet() -> None:
    read = read_again(_aside(), _ground(), RETRY)
    (foreseen,) = foresee([read], Case(request_id=REQUEST), _ground())
    assert (foreseen.became, foreseen.mended) == ("applied", True)
    assert len(foreseen.said) == 6


def test_of_a_request_that_was_put_away_it_would_be_rejected_again() -> None:
    read = read_again(_aside(), _ground(), RETRY)
    stub = Stub(at=0, key="0123456789abcdef", digest="0123456789abcdef")
    (foreseen,) = foresee([read], stub, _ground())
    assert (foreseen.became, foreseen.mended) == ("rejected", False)
    assert foreseen.sentence


def test_a_record_that_is_not_kept_whole_cannot_be_read_again() -> None:
    for changed, said in (
        ({"headers_digest": ""}, "Its topic had let go of it"),
        ({"value_cut": 1}, "It is over every limit"),
        ({"headers_cut": 1}, "It is over every limit"),
        ({"batch": Batch(last_offset=50, records=9)}, "It is a batch nobody can read"),
        ({"topic": "bus.retries.v1"}, "It is no agency's record"),
    ):
        read = read_again(_aside(**changed), _ground(), RETRY)
        assert read.fact is None
        assert read.sentence.startswith(said)
