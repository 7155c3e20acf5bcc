"""How a client of this installation reaches Kafka: settings turned into aiokafka's arguments."""

import ssl
from typing import Any

from deploy.settings import Settings


def security(settings: Settings) -> dict[str, Any]:  # Any: aiokafka's clients are untyped
    """Keyword arguments for any aiokafka client, but for its bootstrap address."""
    protocol = settings.kafka_security_protocol
    arguments: dict[str, Any] = {"security_protocol": protocol}
    if protocol.endswith("SSL"):
        arguments["ssl_context"] = ssl.create_default_context(cafile=settings.kafka_ssl_ca)
    if protocol.startswith("SASL") and settings.kafka_sasl_password is not None:
        arguments["sasl_mechanism"] = settings.kafka_sasl_mechanism
        arguments["sasl_plain_username"] = settings.kafka_sasl_username
        arguments["sasl_plain_password"] = settings.kafka_sasl_password.get_secret_value()
    return arguments
