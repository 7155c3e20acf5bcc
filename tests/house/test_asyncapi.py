"""The AsyncAPI document: every topic and event is in it, and everything it points to is there."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from contracts.schemata import ASYNCAPI, events
from contracts.topics import AGENCY_TOPICS, BUS_TOPICS, EVENTS_OF, QUARANTINE, REQUESTS
from deploy.cli.schemas import CONTRACTS

SCHEMAS = CONTRACTS / "schemas"
TOPICS = (*AGENCY_TOPICS, *BUS_TOPICS)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads((SCHEMAS / ASYNCAPI).read_bytes())
    return found


def _references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from _references(inner)


def _at(document: dict[str, Any], reference: str) -> object:
    found: Any = document
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found


def test_it_says_which_version_of_asyncapi_it_is(document: dict[str, Any]) -> None:
    assert document["asyncapi"] == "3.0.0"
    assert document["info"].keys() >= {"title", "version"}


def test_every_topic_is_a_channel_and_every_event_a_message_of_it(
    document: dict[str, Any],
) -> None:
    channels = {channel["address"]: channel for channel in document["channels"].values()}
    assert channels.keys() == {topic.name for topic in TOPICS}
    for topic in TOPICS:
        assert list(channels[topic.name]["messages"]) == [event.TYPE for event in topic.events]
    assert document["components"]["messages"].keys() == {event.TYPE for _, event in events()}


def test_everything_it_points_to_is_there(document: dict[str, Any]) -> None:
    for reference in _references(document):
        if reference.startswith("#/"):
            assert _at(document, reference)
        else:
            assert (SCHEMAS / reference).is_file()


def test_the_bus_receives_what_agencies_send_and_both_on_its_own_topics(
    document: dict[str, Any],
) -> None:
    actions: dict[str, set[str]] = {}
    for operation in document["operations"].values():
        channel = _at(document, operation["channel"]["$ref"])
        assert isinstance(channel, dict)
        actions.setdefault(channel["address"], set()).add(operation["action"])
        for message in operation["messages"]:
            assert message["$ref"].startswith(operation["channel"]["$ref"])
    assert actions[EVENTS_OF] == {"receive"}
    assert actions[QUARANTINE] == {"send"}
    assert actions[REQUESTS] == {"receive", "send"}
    assert actions.keys() == {topic.name for topic in TOPICS}


def test_a_topic_named_after_an_agency_has_its_code_as_a_parameter(
    document: dict[str, Any],
) -> None:
    for channel in document["channels"].values():
        assert ("parameters" in channel) == ("{code}" in channel["address"])


def test_every_message_names_its_headers_its_key_and_its_body(document: dict[str, Any]) -> None:
    for type_, message in document["components"]["messages"].items():
        assert message["headers"]["properties"]["ce_type"]["const"] == type_
        assert message["bindings"]["kafka"]["key"]["type"] == "string"
        assert message["payload"]["schema"]["$ref"] == f"./{type_}.json"
