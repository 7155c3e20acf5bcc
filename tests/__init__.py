"""What is proven: unit, property, flow, broker and house tests, each folder saying what it needs."""
