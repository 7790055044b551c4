"""What writes model files: import, propose, revert, a new catalog."""
