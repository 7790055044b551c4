"""A catalog's files to a Catalog: find, read, validate, explain, targets, at a Git ref."""
