"""One file per command group, registered in main.py; a command wires and prints, it never decides."""
