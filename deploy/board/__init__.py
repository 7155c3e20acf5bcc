"""The built-in board put together: what it scrapes, what it reads, and where it is served."""
