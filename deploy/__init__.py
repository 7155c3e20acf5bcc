"""Where it runs: settings, wiring and the command line. The only room that reads the environment."""
