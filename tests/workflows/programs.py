"""The programs of emulated jobs where everything is installed: a pip that installs nothing, a quick `syncer`.

The real pip only looks and says "already satisfied", for seconds of work in each job, and the real `syncer` loads its
modules anew each time. One story runs both, to prove that the words in the workflows are right; in the others these
take their place. This pip still refuses what no installed one would take: another command than `install`, and a file of
requirements that is missing or names what is not installed.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from tests.forked import forks

INSTALLED: Final = Path(sys.executable).parent
"""The folder of what pip installed here."""
_PYTHON: Final = """\
#!/bin/sh
[ "$1 $2" = "-m pip" ] || exec '{python}' "$@"
[ "$3" = install ] || {{ echo "no such command: $3" >&2; exit 1; }}
for word do
  if [ "$last" = --requirement ]; then
    while read -r line || [ -n "$line" ]; do
      name=${{line%%[!A-Za-z0-9._-]*}}
      case " {names} " in
        *" ${{name:-pip}} "*) ;;
        *) echo "not installed: $name" >&2; exit 1 ;;
      esac
    done < "$word" || exit 1
  fi
  last=$word
done
"""


@cache
def quick_programs() -> Path:
    """A folder for PATH with `syncer` and `python`, whose `-m pip` is quick, too."""
    folder = forks().programs("quick")
    names = {str(found.metadata["Name"]) for found in distributions()}
    program = folder / "python"
    program.write_text(_PYTHON.format(python=sys.executable, names=" ".join(sorted(names))), encoding="utf-8")
    program.chmod(0o755)
    return folder
