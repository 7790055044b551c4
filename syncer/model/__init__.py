"""The nouns: catalog, records, changes, and when two values are equal. Pure."""
