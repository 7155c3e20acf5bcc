"""What is reached: the catalogue, the ledger, topics as services use them. Never imports agents or deploy."""
