"""What moves: the hops that carry events and the engine under them. Never imports services or deploy."""
