"""`syncer github comment`, `issue`, `reviewed-plan`, `kept-file` and `pull-request`."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from syncer.cli.options import not_empty
from syncer.cli.output import quiet, save
from syncer.errors import StalePlanError, UsageError
from syncer.github.access import access_from, event_pull_request
from syncer.github.artifacts import KEPT_FILES_NEED, kept_text, newest_file
from syncer.github.bodies import issue_marker, read_body, read_text, with_page
from syncer.github.client import Client
from syncer.github.posts import COMMENTS_NEED, ISSUES_NEED, close_issue, post_comments, put_issue
from syncer.github.proposal import PROPOSALS_NEED, PullRequest, put_pull_request, read_files, withdraw
from syncer.github.reviewed import (
    REVIEWED_PLANS_NEED,
    merged_pull,
    read_plans,
    require_plan,
    reviewed_archive,
    write_plans,
)
from syncer.render.links import PLAIN_ADDRESS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.cli.output import Voice


@click.group("github", epilog="Example: syncer github comment report/production.md")
def command() -> None:
    """Talk to GitHub: comments with plans, an issue about drift, a proposal. For workflows.

    Needs GITHUB_TOKEN and GITHUB_REPOSITORY. Every command can be run again and does nothing twice.
    """


@command.command("comment", epilog="Example: syncer github comment report/production.md report/staging.md --all")
@click.argument("files", metavar="FILE...", nargs=-1)
@click.option("--pull-request", type=click.IntRange(min=1), metavar="N",
              help="The number of the pull request; that of the workflow's event when not given.")  # fmt: skip
@click.option("--all", "are_all", is_flag=True,
              help="These are all the targets: a comment about another one is told to be over.")  # fmt: skip
@click.option("--page", metavar="ADDRESS",
              help="Where the plan is as a page: each comment that has something to say links to it.")  # fmt: skip
@quiet
def comment(
    *, voice: Voice, files: tuple[str, ...], pull_request: int | None, are_all: bool, page: str | None
) -> int:  # fmt: skip
    """Keep one comment a target up to date on a pull request."""
    _require(
        page is None or PLAIN_ADDRESS.fullmatch(page), "--page takes an address that begins with https:// or http://"
    )
    _require(files or are_all, "pass the files with the comments; `syncer plan --report-dir` writes them")
    bodies = tuple(read_body(file) for file in files)
    bodies = bodies if page is None else tuple(with_page(body, page) for body in bodies)
    number = pull_request or event_pull_request(os.environ)
    if number is None:
        voice.say("no pull request, no comment")
        return 0
    return _said(voice, post_comments(_client(COMMENTS_NEED), number, bodies, are_all=are_all))


@command.command("issue", epilog="Example: syncer github issue drift.md --title Drift --key drift")
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--key", required=True, metavar="KEY", help="What the issue is about: there is one open issue a key.")
@click.option("--title", metavar="TITLE", help="The title.")
@click.option("--label", "labels", metavar="L", multiple=True, help="A label of a new issue. Repeatable.")
@click.option("--close", is_flag=True, help="Close the issue, if it is open.")
@click.option("--comment", "remark", metavar="TEXT", help="With --close: say this in it.")
@quiet
def issue(
    *, voice: Voice, file: str | None, key: str, title: str | None, labels: tuple[str, ...], close: bool,
    remark: str | None,
) -> int:  # fmt: skip
    """Keep one issue up to date with the text of FILE, or close it."""
    issue_marker(key)
    if close:
        _require(not (file or title or labels), "--close goes with --key and --comment only")
        return _said(voice, close_issue(_client(ISSUES_NEED), key=key, comment=remark))
    _require(file and title and not remark, "pass FILE and --title to open or update the issue, or --close to close it")
    text = read_text(file or "")
    return _said(voice, put_issue(_client(ISSUES_NEED), key=key, title=title or "", text=text, labels=labels))


@command.command("reviewed-plan", epilog="Example: syncer github reviewed-plan --commit $GITHUB_SHA --directory plans")
@click.option("--commit", required=True, metavar="SHA", help="The commit that a pull request was merged as.")
@click.option("--directory", required=True, metavar="DIR", help="Where the plans go; a folder that is new or empty.")
@click.option("--for", "target", metavar="TARGET", help="The target to be synced; without its plan, exit with 5.")
@click.option("--optional", is_flag=True, help="Where there is none, say why and exit with 0.")
@quiet
def reviewed_plan(*, voice: Voice, commit: str, directory: str, target: str | None, optional: bool) -> int:
    """Get the plans that were reviewed in the pull request that became a commit. Exit code 5 when there are none."""
    if not re.fullmatch(r"[0-9a-f]{40}", commit):
        raise UsageError("--commit takes the whole name of a commit, 40 digits of a-f and 0-9")
    client = _client(REVIEWED_PLANS_NEED)
    try:
        pull = merged_pull(client, commit)
        plans = read_plans(reviewed_archive(client, pull))
        require_plan(plans, target, pull=pull.number)
    except StalePlanError as error:
        if optional:
            voice.say(str(error))
            return 0
        raise StalePlanError(f"{error}; look at `syncer plan`, and sync by its fingerprint") from error
    names = write_plans(plans, directory)
    voice.say(f"pull request #{pull.number}, commit {pull.head[:12]}: {', '.join(names)} in {directory}")
    return 0


@command.command("kept-file", epilog="Example: syncer github kept-file --name prices --branch main --file prices.json")
@click.option("--name", required=True, metavar="NAME", callback=not_empty, help="The name of the artifact.")
@click.option("--branch", required=True, metavar="BRANCH", callback=not_empty, help="The branch whose run kept it.")
@click.option("--file", "path", required=True, metavar="FILE", callback=not_empty, help="Where the file goes.")
@quiet
def kept_file(*, voice: Voice, name: str, branch: str, path: str) -> int:
    """Get the one file of the newest artifact of a branch. Where there is none, say so and exit with 0."""
    data = newest_file(_client(KEPT_FILES_NEED), name, branch)
    if data is None:
        voice.say(f"no artifact {name} of the branch {branch} is kept; {path} was not written")
    else:
        save(kept_text(data, name), path, option="--file")
    return 0


@command.command(
    "pull-request",
    epilog="Example: syncer github pull-request --branch syncer/drift --title Drift --body-file drift.md FILE",
)
@click.argument("paths", metavar="PATH...", nargs=-1)
@click.option("--branch", required=True, metavar="NAME", help="The branch to propose from; it is made, and ours alone.")
@click.option("--title", metavar="T", help="The title, and the first line of the commit.")
@click.option("--body-file", metavar="F", help="A file with the text of the pull request.")
@click.option("--base", metavar="BRANCH", help="The branch to propose to; the default branch when not given.")
@click.option("--close", is_flag=True, help="Close the pull request, if it is open, and delete the branch.")
@quiet
def pull_request(
    *, voice: Voice, paths: tuple[str, ...], branch: str, title: str | None, body_file: str | None, base: str | None,
    close: bool,
) -> int:  # fmt: skip
    """Propose files of the checkout in one pull request. PATHs are relative to the repository's root.

    A file that is not there any more is proposed to be deleted.
    """
    if close:
        _require(not any((paths, title, body_file, base)), "--close goes with --branch only")
        return _said(voice, withdraw(_client(PROPOSALS_NEED), branch))
    _require(all((paths, title, body_file)), "pass --title, --body-file and the files to propose, or --close")
    proposal = PullRequest(branch, title or "", read_text(body_file or ""), base, read_files(paths))
    return _said(voice, put_pull_request(_client(PROPOSALS_NEED), proposal))


def _client(advice: str) -> Client:
    return Client(access_from(os.environ), advice=advice)


def _require(holds: object, message: str) -> None:
    """Raise UsageError with the message unless the options go together."""
    if not holds:
        raise UsageError(message)


def _said(voice: Voice, lines: Iterable[str]) -> int:
    for line in lines:
        voice.say(line)
    return 0
