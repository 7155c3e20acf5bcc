"""One file a command group, registered in main.py; a command wires and prints, never decides."""
