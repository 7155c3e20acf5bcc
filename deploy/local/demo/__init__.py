"""The demo: simulated agencies, the workers they meet, what a person sees. Never for production."""
