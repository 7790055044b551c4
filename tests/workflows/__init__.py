"""Runs GitHub Actions workflow files on this machine, for tests: their expressions, steps, files and limits."""
