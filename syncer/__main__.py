"""The command `syncer`, and `python -m syncer`."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and leave at once.

    The process is short and makes no garbage worth collecting, and taking tens of thousands of objects apart
    at the end takes longer than reading them did: so no collection, and an exit right after the last flush.
    """
    gc.disable()
    from syncer.cli import run  # noqa: PLC0415  after the collector is off

    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or 1
    os._exit(code)


if __name__ == "__main__":
    main()
