"""A directory of JSON files as the store: a commit is all or nothing."""
