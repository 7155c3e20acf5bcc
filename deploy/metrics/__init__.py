"""Where workers' figures become Prometheus metrics on loopback; nothing is counted here twice."""
