"""What operators are told in a real run: each fault with the alerts it raises, and no other.

A real Kafka, the workers and the lag exporter as anybody starts them, and a real Prometheus with
the rules as they are, but for shorter windows.
"""
