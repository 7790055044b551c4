"""Desired against live: the plan, as a value. Pure."""
