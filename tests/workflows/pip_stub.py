"""A pip that installs nothing, for emulated jobs on a machine where everything is installed.

The real one only looks and says "already satisfied", for seconds of work in each job. One story runs it, to prove that
the words in the workflows are right; in the others this one takes its place. It still refuses what no installed pip
would take: another command than `install`, and a file of requirements that is missing or names what is not installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_PROGRAM: Final = """\
import re, sys
from importlib.metadata import version

command, *words = sys.argv[1:]
assert command == "install", command
for file in (words[at + 1] for at, word in enumerate(words) if word == "--requirement"):
    for line in open(file, encoding="utf-8").read().splitlines():
        if name := re.match("[A-Za-z0-9._-]+", line):
            version(name[0])
"""


def pip_stub(folder: Path) -> str:
    """Write the module `pip` into a new folder. Returns the folder, for PYTHONPATH."""
    (folder / "pip").mkdir(parents=True)
    (folder / "pip" / "__init__.py").touch()
    (folder / "pip" / "__main__.py").write_text(_PROGRAM, encoding="utf-8")
    return str(folder)
