"""`simpul demo`: the whole line on this machine."""
