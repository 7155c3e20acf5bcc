"""A month's figures, read from the topics by the table of contracts/kpis; writes nothing there."""
