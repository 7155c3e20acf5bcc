"""How events are carried: chunks, receipts, commits, transactions; never what they say."""
