"""What groups and agencies look like from outside, their workers alive or not; moves nothing."""
