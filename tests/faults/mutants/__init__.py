"""Builds made wrong on purpose, each in one named function: whatever proves must say no to them.

`python -m tests.faults.mutants` plays them all, and the real build in the same trials.
"""
