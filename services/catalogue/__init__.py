"""The service catalogue: a city's pack read, checked, published. Never decides about a request."""
