"""What only a real Kafka can prove: order, restart, nothing lost. One embedded broker serves them all."""
