"""What is agreed: events, topics, lifecycle, catalogue, calendars. Never I/O, a clock or chance."""
