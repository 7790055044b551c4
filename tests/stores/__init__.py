"""One contract for every kind of store, and what only one kind promises."""
