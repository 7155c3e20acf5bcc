"""What only a real Kafka can prove: order, restart, nothing lost. One broker serves them all."""
