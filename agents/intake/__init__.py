"""What an agency says becomes one canonical fact or is put aside with a sentence; keeps nothing."""
