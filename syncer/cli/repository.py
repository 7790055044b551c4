"""From where annotations name files."""

from __future__ import annotations

import os

from syncer.render.ci.findings import Root


def root() -> Root:
    """From where annotations name files: the repository's folder in a GitHub workflow, else the working directory."""
    here, top = os.getcwd(), os.environ.get("GITHUB_WORKSPACE", "")
    return Root(here, top if Root(here, top).relative("catalog") is not None else here)
