"""The pages, opened from disk in a real browser."""
