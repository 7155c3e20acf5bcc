"""What moves: one folder a hop, and the engine that carries them; never HTTP, SQL or a city's rule outside a hop."""
