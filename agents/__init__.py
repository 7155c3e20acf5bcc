"""What moves: the hops, and the engine under them. Never imports services or deploy."""
