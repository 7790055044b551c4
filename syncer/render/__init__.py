"""Plans, reports and problems as text: every function returns a string and prints nothing."""
