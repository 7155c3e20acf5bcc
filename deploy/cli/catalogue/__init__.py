"""`simpul catalogue`: a pack checked, published, compared and exported."""
