"""What one machine runs without an administrator: the embedded Kafka. Never for production."""
