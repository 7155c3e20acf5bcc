"""`simpul board`: the built-in board, and one request's story as a page of it."""
