"""What is proven; each folder says what it needs. Never imported by the application."""
