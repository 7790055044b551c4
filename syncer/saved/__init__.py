"""A plan as a file, and a new plan held against a saved one."""
