"""A plan as Markdown that a reviewer reads, within a budget of characters."""
