"""Bodies of comments, issues and pull requests: their markers, their limit, and whether one has to be written again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from syncer.disk.files import FileTooLargeError, read_bounded
from syncer.errors import UsageError
from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from syncer.github.client import Client

MOST_CHARACTERS: Final = 65_536
"""GitHub takes no longer body."""
_TARGET: Final = r"[a-z0-9][a-z0-9._-]*"
_PLAN: Final = re.compile(rf"<!-- syncer:plan ({_TARGET})( empty)? -->(?=\r?\n|$)")
_KEY: Final = re.compile(_TARGET)


class Body(NamedTuple):
    """The comment about a target."""

    target: str
    is_empty: bool
    """Whether it says that there is nothing to say."""
    text: str


class Posted(NamedTuple):
    """A comment, an issue or a pull request of ours."""

    number: int
    text: str
    url: str
    about: str = ""
    """The target of a comment, the base of a pull request."""


def posted(document: Any, about: str = "", *, number: str = "number") -> Posted:
    """What GitHub has of us; `number` is the key under which it has the number."""
    return Posted(int(document[number]), document["body"] or "", str(document["html_url"]), about)


def bring_up_to_date(client: Client, path: str, there: Posted, document: dict[str, str]) -> str:
    """Write what is at a path again where its body reads otherwise. Returns what was done, with its address."""
    if same_text(there.text, document["body"]):
        return f"unchanged {there.url}"
    client.patch(path, document)
    return f"updated {there.url}"


def read_text(path: str) -> str:
    """A file as the text of a body. Raises UsageError when it cannot be one."""
    try:
        text = read_bounded(path, 4 * MOST_CHARACTERS).decode()
    except FileTooLargeError as error:
        raise UsageError(f"{path} is too long for GitHub, which takes {MOST_CHARACTERS:,} characters") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no UTF-8") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    return fitting(text, name=path)


def fitting(text: str, *, name: str) -> str:
    """The text, if GitHub takes one so long. Raises UsageError."""
    if len(text) > MOST_CHARACTERS:
        raise UsageError(f"{name} has {len(text):,} characters, and GitHub takes {MOST_CHARACTERS:,}")
    return text


def read_body(path: str) -> Body:
    """The comment in a file. Raises UsageError when its first line is no marker."""
    text = read_text(path)
    found = _PLAN.match(text)
    if found is None:
        raise UsageError(
            f"{path} does not begin with `<!-- syncer:plan TARGET -->`; `syncer plan --report-dir` writes such files"
        )
    return Body(found[1], found[2] is not None, text)


def with_page(body: Body, address: str) -> Body:
    """The comment with a link to the page of the plan; one that has nothing to say is left as it is.

    Raises UsageError when it gets too long.
    """
    if body.is_empty:
        return body
    text = f"{body.text.rstrip()}\n\n[The plan as a page]({address}).\n"
    return body._replace(text=fitting(text, name=f"the comment about {body.target} with its link"))


def commented_target(text: str) -> str | None:
    """The target that a comment is about; None when it begins with no marker."""
    found = _PLAN.match(text)
    return found[1] if found else None


def farewell(target: str) -> Body:
    """The comment about a target that is planned no more."""
    says = f"**{target}**: not planned any more; the catalog on this branch has no such target, or cannot be read.\n"
    return Body(target, is_empty=True, text=f"<!-- syncer:plan {target} empty -->\n{says}")


def issue_marker(key: str) -> str:
    """The first line of the issue of that key. Raises UsageError for a key that could end it."""
    if not _KEY.fullmatch(key):
        raise UsageError(f"--key {key!r} has to be of a-z, 0-9, '.', '_' and '-', and begin with a letter or a digit")
    return f"<!-- syncer:issue {key} -->"


def same_text(one: str | None, other: str) -> bool:
    """Whether two bodies read alike: line ends and blank ends do not count."""
    return (one or "").replace("\r\n", "\n").rstrip() == other.replace("\r\n", "\n").rstrip()
