"""The topics of a city."""

from contracts.topics import AGENCY_TOPICS, BUS_TOPICS, CATALOGUE, agency_of, topics_for


def test_an_agency_has_a_topic_to_write_and_one_to_read() -> None:
    names = [topic.name for topic in topics_for(["dlh", "dishub"])]
    assert names[len(BUS_TOPICS) :] == [
        "agency.dlh.events.v1",
        "agency.dlh.inbox.v1",
        "agency.dishub.events.v1",
        "agency.dishub.inbox.v1",
    ]
    assert len(names) == len(set(names))


def test_a_request_has_one_partition_number_everywhere() -> None:
    counts = {topic.name: topic.partitions for topic in topics_for(["dlh"], partitions=4)}
    assert counts.pop(CATALOGUE) == 1
    assert set(counts.values()) == {4}


def test_every_topic_has_a_writer_a_reader_and_a_meaning() -> None:
    for topic in (*BUS_TOPICS, *AGENCY_TOPICS):
        assert topic.writers, topic.name
        assert topic.readers, topic.name
        assert topic.meaning.endswith("."), topic.name


def test_the_broker_gives_every_record_its_time() -> None:
    settings = [topic.config() for topic in topics_for(["dlh"])]
    assert {one["message.timestamp.type"] for one in settings} == {"LogAppendTime"}


def test_anything_an_agency_may_publish_fits_quarantine() -> None:
    limits = {topic.name: topic.max_message_bytes for topic in topics_for(["dlh"])}
    assert limits["bus.quarantine.v1"] > 4 * limits["agency.dlh.events.v1"]


def test_an_events_topic_names_its_agency_and_no_other_topic_does() -> None:
    found = {topic.name: agency_of(topic.name) for topic in topics_for(["dlh"])}
    assert {name for name, agency in found.items() if agency} == {"agency.dlh.events.v1"}
    assert found["agency.dlh.events.v1"] == "dlh"
