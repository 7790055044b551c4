"""A plan for CI: annotations and SARIF."""
