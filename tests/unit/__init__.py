"""The rules of the city as plain values in and out. Needs nothing, a few seconds in all."""
