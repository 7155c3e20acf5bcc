"""The bench: a load on an embedded broker, each hop alone, then both. Never for production."""
