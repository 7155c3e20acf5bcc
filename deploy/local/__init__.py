"""What runs on one machine without an administrator: the embedded Kafka. Never used in production."""
