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
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # whoever started this closed it
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  open to the end
    try:
        from syncer.cli import run  # noqa: PLC0415  after the collector is off

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # before the command line was there to say so
        code = 130
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or 1
    os._exit(code)


if __name__ == "__main__":
    main()
