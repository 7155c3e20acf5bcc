"""Every event's JSON Schema and one AsyncAPI document, made from code; kept by somebody else."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from contracts.asyncapi import document, schema_file
from contracts.events import Event
from contracts.topics import AGENCY_TOPICS, BUS_TOPICS, Topic

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ASYNCAPI = "asyncapi.json"


def events() -> Iterator[tuple[Topic, type[Event]]]:
    """Every event class with the topic it stands on, in the order of the arrow line."""
    for topic in (*AGENCY_TOPICS, *BUS_TOPICS):
        for event in topic.events:
            yield topic, event


def schemas() -> dict[str, bytes]:
    """A schema per event type and the AsyncAPI document, by file name; same code, same bytes."""
    found = {schema_file(event): _bytes(_schema(topic, event)) for topic, event in events()}
    return {**found, ASYNCAPI: _bytes(document((*AGENCY_TOPICS, *BUS_TOPICS)))}


def drift(found: Mapping[str, bytes]) -> list[str]:
    """Sentences on where stored schemas, by file name, are not what the code says."""
    meant = schemas()
    said = {
        **{name: f"{name} is missing" for name in meant.keys() - found.keys()},
        **{name: f"{name} is of no event" for name in found.keys() - meant.keys()},
        **{
            name: f"{name} is not what the code says"
            for name in meant.keys() & found.keys()
            if meant[name] != found[name]
        },
    }
    return [said[name] for name in sorted(said)]


def _schema(topic: Topic, event: type[Event]) -> dict[str, Any]:
    """What agencies send may hold nothing else; what we send may gain optional fields."""
    schema = event.model_json_schema()
    return {
        "$schema": DIALECT,
        "$id": f"urn:simpul:event:{event.TYPE}",
        "x-topic": topic.name,
        "x-key": topic.key,
        **(schema if topic is AGENCY_TOPICS[0] else _opened(schema)),
    }


def _opened(part: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same where readers must pass over fields a later release adds."""
    if isinstance(part, dict):
        closed = part.get("additionalProperties") is False
        kept = {name: _opened(inner) for name, inner in part.items()}
        if closed:
            del kept["additionalProperties"]
        return kept
    return [_opened(inner) for inner in part] if isinstance(part, list) else part


def _bytes(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
