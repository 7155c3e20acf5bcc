"""`simpul case`: requests looked at, and what operators order of them."""
