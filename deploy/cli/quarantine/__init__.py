"""`simpul quarantine`: what was put aside, looked at and decided on."""
