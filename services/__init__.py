"""What is reached: the catalogue, the ledger, topics. Never imports agents or deploy."""
