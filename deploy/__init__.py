"""Where it runs: settings, wiring, commands. Only this room reads the environment."""
