"""Topics on a real Kafka, made what contracts/topics.py says; never deletes one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from contracts.topics import Topic
from services.kafka.access import KafkaAccess
from services.kafka.differences import Standing, differences, meant, refusal
from services.kafka.failures import TopicsDiffer, Unavailable, in_our_words
from services.kafka.ports import Difference

_SOON = 30.0  # seconds until brokers must have heard of a topic the controller made
_LOOK = 0.02
_SET_ON_THE_TOPIC = 1  # config_source of a value given for this topic, in Kafka's protocol


class KafkaTopics:
    """Creates topics with this many replicas and sets what differs."""

    def __init__(self, access: KafkaAccess, replication: int = 1) -> None:
        self._access = access
        self._replication = replication

    async def plan(self, topics: Sequence[Topic]) -> list[Difference]:
        """What is missing or differs, in the order given."""
        async with self._client() as client:
            return await self._plan(client, topics)

    async def apply(self, topics: Sequence[Topic]) -> list[Difference]:
        """Create what is missing, set what differs; TopicsDiffer, and no change, if one cannot."""
        async with self._client() as client:
            rows = await self._plan(client, topics)
            refused = [row for row in rows if row.remedy == "refuse"]
            if refused:
                raise TopicsDiffer(refusal(refused))
            named = {topic.name: topic for topic in topics}
            missing = [named[row.topic] for row in rows if row.remedy == "create"]
            changed = dict.fromkeys(row.topic for row in rows if row.remedy == "set")
            await self._create(client, missing)
            await self._set(client, [named[name] for name in changed])
        return rows

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[AIOKafkaAdminClient]:
        client = AIOKafkaAdminClient(**self._access.arguments())
        with in_our_words(self._access.bootstrap):
            try:
                await client.start()
                yield client
            finally:
                await client.close()

    async def _plan(self, client: AIOKafkaAdminClient, topics: Sequence[Topic]) -> list[Difference]:
        there = set(await client.list_topics())
        names = [topic.name for topic in topics if topic.name in there]
        described = await client.describe_topics(names) if names else []
        settings = await _settings(client, names)
        standing = {
            one["topic"]: Standing(len(one["partitions"]), settings[one["topic"]])
            for one in described
        }
        return list(differences(topics, standing, self._replication))

    async def _create(self, client: AIOKafkaAdminClient, topics: Sequence[Topic]) -> None:
        if not topics:
            return
        answer = await client.create_topics(
            [
                NewTopic(
                    topic.name,
                    topic.partitions,
                    self._replication,
                    topic_configs=meant(topic, self._replication),
                )
                for topic in topics
            ]
        )
        for name, code, *reason in answer.topic_errors:
            # Somebody else may have created it since the plan: what was wanted is there.
            if code not in (0, TopicAlreadyExistsError.errno):
                raise Unavailable(
                    f"{name} was not created: {reason[0] or for_code(code).__name__}."
                )
        await _until_there(client, [topic.name for topic in topics])

    async def _set(self, client: AIOKafkaAdminClient, topics: Sequence[Topic]) -> None:
        """Set all of a topic's own settings anew: the request puts back what it does not name."""
        if not topics:
            return
        own = await _settings(client, [topic.name for topic in topics], only_own=True)
        changes = [
            ConfigResource(
                ConfigResourceType.TOPIC,
                topic.name,
                {**own[topic.name], **meant(topic, self._replication)},
            )
            for topic in topics
        ]
        for answer in await client.alter_configs(changes):
            for code, reason, _, name in answer.resources:
                if code:
                    raise Unavailable(f"{name} was not changed: {reason}.")


async def _until_there(client: AIOKafkaAdminClient, names: Sequence[str]) -> None:
    """The controller answers before brokers know; who wrote at once would be told of no topic."""
    async with asyncio.timeout(_SOON):
        while not all(map(_can_be_used, await client.describe_topics(names))):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(_LOOK)


def _can_be_used(described: dict[str, Any]) -> bool:
    places = described["partitions"]
    return bool(places) and all(place["leader"] >= 0 for place in places)


async def _settings(
    client: AIOKafkaAdminClient, names: Sequence[str], *, only_own: bool = False
) -> dict[str, dict[str, str]]:
    """Settings by topic; only those given for the topic itself where asked."""
    if not names:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    return {
        resource[3]: {
            entry[0]: entry[1]
            for entry in resource[4]
            if not only_own or entry[3] == _SET_ON_THE_TOPIC
        }
        for answer in await client.describe_configs(asked)
        for resource in answer.resources
    }
