"""One file a command: its options, one call, what is echoed, the exit code."""
