"""Who runs a command, with which version, and as a part of which CI run."""

from __future__ import annotations

import getpass
import os
import socket


def holder() -> str:
    """Who runs this command, as another sync is told that waits for the lock."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = f"user {os.getuid()}"
    return f"{user} on {socket.gethostname()} (process {os.getpid()})"


def ci_run() -> str | None:
    """The address of the CI run that this is a part of, as GitHub and GitLab say it."""
    given = os.environ.get
    if given("GITHUB_RUN_ID"):
        return (
            f"{given('GITHUB_SERVER_URL', '')}/{given('GITHUB_REPOSITORY', '')}/actions/runs/{given('GITHUB_RUN_ID')}"
        )
    return given("CI_JOB_URL")


def tool_version() -> str:
    """The version of this tool."""
    from importlib.metadata import version  # noqa: PLC0415  costs 20 ms

    return version("model-catalog-sync")
