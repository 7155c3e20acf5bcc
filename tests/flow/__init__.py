"""A request's life on an in-memory bus that is bound to the same port tests as Kafka."""
