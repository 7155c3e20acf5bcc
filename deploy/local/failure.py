"""Why the embedded Kafka could not run, told in a sentence."""


class EmbeddedKafkaFailed(Exception):
    """The embedded Kafka could not be fetched, started or reached; the message says why."""
