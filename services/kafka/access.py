"""Where Kafka is and how to get in; handed in by who starts things, never looked up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class KafkaAccess:
    """Bootstrap address, and what every aiokafka client is given to be let in."""

    bootstrap: str
    security: Mapping[str, Any] = field(default_factory=dict)
    client: str = "simpul"

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments for any aiokafka client."""
        return {
            "bootstrap_servers": self.bootstrap,
            "client_id": self.client,
            **self.security,
        }
