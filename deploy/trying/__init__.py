"""An agency's folder tried without a broker: its examples and its past through the real steps."""
