"""A third kind of store: a dictionary in one file."""
