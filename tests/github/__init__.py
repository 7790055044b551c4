"""`syncer github` against a stand-in for GitHub."""
