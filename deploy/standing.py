"""Every case as it stands on bus.cases.v1."""

from contracts.cases import Case, case_in
from contracts.topics import CASES
from services.kafka.latest import latest_by_key
from services.kafka.ports import TopicReader


async def standing_cases(reader: TopicReader) -> list[Case]:
    """Each as it was written last; what was put away or forgotten is left out."""
    latest = (await latest_by_key(reader, CASES)).values()
    cases = (case_in(record.headers, record.value) for record in latest)
    return [case for case in cases if case is not None]
