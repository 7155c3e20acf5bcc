"""What a duty operator sees without Grafana: figures, what is late, one story; it decides nothing.

It reads `/metrics` and topics, keeps figures for a day, and never writes to the bus.
"""
