"""What operators see of records put aside, and do about them; never a hop's judgement."""
