"""What is agreed: events, topics, the lifecycle, the catalogue, calendars. Never I/O, a clock or chance."""
