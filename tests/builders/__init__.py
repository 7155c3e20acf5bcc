"""Builders: each makes a valid thing, of which a test changes one part."""
