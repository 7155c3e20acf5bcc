"""The bus as one AsyncAPI 3 document, made from the topics; payloads are the schemas beside it."""

from collections.abc import Iterator, Sequence
from typing import Any

from contracts.envelope import RELEASE
from contracts.events import Event
from contracts.topics import EVENTS_OF, Topic

Json = dict[str, Any]

VERSION = "3.0.0"
BINDING = "0.5.0"
"""Of AsyncAPI's Kafka bindings."""
FORMAT = "application/schema+json;version=draft-2020-12"
CONTENT = "application/json"
_ABOUT = (
    "One story per citizen request: agencies publish facts in their own words, the bus routes,"
    " times and tells them. Seen from the bus: it receives what agencies send and sends all else."
    " Every event is CloudEvents 1.0 in Kafka's binary mode, the attributes as headers."
)
_RELEASE = "The release of Simpul that wrote the record; the body does not depend on it."
_OURS = frozenset({"intake", "case", "catalogue", "every worker and service"})
"""Writers and readers that are parts of the bus."""
_NUMBERS = frozenset({"retention.ms", "max.message.bytes"})
"""Topic settings that the binding wants as numbers."""
_KNOWN = _NUMBERS | {"cleanup.policy"}


def document(topics: Sequence[Topic]) -> Json:
    """The whole document; its payloads refer to schemas by file name."""
    return {
        "asyncapi": VERSION,
        "info": {"title": "Simpul", "version": "1", "description": _ABOUT},
        "defaultContentType": CONTENT,
        "channels": {_channel_id(topic): _channel(topic) for topic in topics},
        "operations": dict(_operations(topics)),
        "components": {
            "messages": {
                event.TYPE: _message(topic, event) for topic in topics for event in topic.events
            }
        },
    }


def schema_file(event: type[Event]) -> str:
    """The file an event's schema is kept in."""
    return f"{event.TYPE}.json"


def _channel_id(topic: Topic) -> str:
    """A topic's name without the agency's code: `agency.events.v1`."""
    return topic.name.replace(".{code}", "")


def _channel(topic: Topic) -> Json:
    channel: Json = {
        "address": topic.name,
        "description": topic.meaning,
        "messages": {
            event.TYPE: {"$ref": f"#/components/messages/{event.TYPE}"} for event in topic.events
        },
        "bindings": {"kafka": _binding(topic)},
        "x-key": topic.key,
        "x-writers": topic.writers,
        "x-readers": topic.readers,
        "x-personal-data": topic.personal_data,
    }
    if "{code}" in topic.name:
        channel["parameters"] = {"code": {"description": "An agency's code, such as dlh."}}
    return channel


def _binding(topic: Topic) -> Json:
    config = topic.config()
    settings: Json = {name: int(config[name]) for name in _NUMBERS if name in config}
    settings["cleanup.policy"] = [config["cleanup.policy"]]
    other = {f"x-{name}": value for name, value in config.items() if name not in _KNOWN}
    return {
        "partitions": topic.partitions,
        "topicConfiguration": dict(sorted({**settings, **other}.items())),
        "bindingVersion": BINDING,
    }


def _operations(topics: Sequence[Topic]) -> Iterator[tuple[str, Json]]:
    """What the bus sends and receives, a topic each; on its own topics it does both."""
    for topic in topics:
        for action, who in (("receive", topic.readers), ("send", topic.writers)):
            if _OURS & set(who):
                yield f"{action}.{_channel_id(topic)}", _operation(topic, action, who)


def _operation(topic: Topic, action: str, who: Sequence[str]) -> Json:
    channel = f"#/channels/{_channel_id(topic)}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "summary": f"{', '.join(who)}: {topic.meaning}",
        "messages": [{"$ref": f"{channel}/messages/{event.TYPE}"} for event in topic.events],
    }


def _message(topic: Topic, event: type[Event]) -> Json:
    """An event as a record: its headers, its key, and where its body's schema is."""
    return {
        "name": event.TYPE,
        "title": event.__name__,
        "summary": (event.__doc__ or "").partition("\n")[0],
        "contentType": CONTENT,
        "headers": _headers(event, by_the_bus=_writes(topic)),
        "payload": {"schemaFormat": FORMAT, "schema": {"$ref": f"./{schema_file(event)}"}},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": topic.key},
                "bindingVersion": BINDING,
            }
        },
    }


def _writes(topic: Topic) -> bool:
    """Whether the bus writes there: whatever no agency does."""
    return topic.name != EVENTS_OF


def _headers(event: type[Event], *, by_the_bus: bool) -> Json:
    """The attributes every record carries, each exactly once, and the release of ours.

    That one is not required: records of earlier releases lie on the topics without it.
    """
    properties: Json = {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {"type": "string", "minLength": 1},
        "ce_source": {"type": "string", "minLength": 1},
        "ce_type": {"type": "string", "const": event.TYPE},
        "ce_time": {"type": "string", "format": "date-time"},
        "content-type": {"type": "string", "const": CONTENT},
    }
    required = [*properties]
    if by_the_bus:
        properties[RELEASE] = {"type": "string", "minLength": 1, "description": _RELEASE}
    return {"type": "object", "required": required, "properties": properties}
