"""GitHub's REST API: sticky comments, one issue, reviewed plans, one pull request."""
