"""The promises under trouble: faults by a seeded schedule on real Kafka, and builds made wrong.

`python -m tests.faults` plays the faults, `python -m tests.faults.mutants` the wrong builds.
"""
