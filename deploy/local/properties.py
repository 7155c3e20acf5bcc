"""How the embedded node is configured; a table, one reason a line. Never for a real cluster."""

from collections.abc import Mapping
from pathlib import Path

LARGEST_RECORD_BYTES = 4 * 1024 * 1024

_SETTINGS = {
    # one node is broker and controller at once
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    # topics are made by `simpul topics apply`, never by a typing error
    "auto.create.topics.enable": "false",
    # the log's time is the broker's; everything downstream is a function of it
    "log.message.timestamp.type": "LogAppendTime",
    # a quarantined record holds an agency's largest record and its headers
    "message.max.bytes": LARGEST_RECORD_BYTES,
    "replica.fetch.max.bytes": LARGEST_RECORD_BYTES,
    # one node cannot replicate
    "offsets.topic.replication.factor": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    # few partitions and small buffers start fast and stay small
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.num.partitions": 4,
    "share.coordinator.state.topic.num.partitions": 1,
    "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
    "log.index.size.max.bytes": 1024 * 1024,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "background.threads": 2,
    # a group forms at once, and a test need not wait for a session
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000,
    # a killed broker's registration keeps its successor waiting this long (default 9 s)
    "broker.heartbeat.interval.ms": 500,
    "broker.session.timeout.ms": 3000,
    # an abandoned transaction is given up within a second of its timeout
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
}


def properties(
    port: int, controller_port: int, logs: Path, more: Mapping[str, object] | None = None
) -> str:
    """The text of server.properties: both listeners on loopback, all data under `logs`.

    `more` has the last word: further nodes, listeners or limits.
    """
    places = {
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "log.dirs": logs,
    }
    return "".join(
        f"{name}={value}\n" for name, value in (_SETTINGS | places | dict(more or {})).items()
    )
