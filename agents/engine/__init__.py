"""How events are carried: chunks, receipts, commits, transactions; never what happens to an event."""
