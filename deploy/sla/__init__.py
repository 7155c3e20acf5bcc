"""Terms explained, tried and changed: what clocks say, would have said, and are to say."""
