"""One story per request: a pure fold of bus.requests.v1, with no clock but the log's."""
