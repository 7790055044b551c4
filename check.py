"""The one gate: format, lint, types, walls, generated files, the shipped catalog and its form, tests.

`python check.py` runs all of it; `python check.py --fast` leaves the tests out; words after `--` go to pytest.
CI, the pre-commit hook and a person all call this file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent
SCRIPTS = Path(sys.executable).parent
ON_ALL_CORES = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
"""How the whole suite is run: a core without work takes tests from another. Words of your own replace this."""


def commands(pytest_words: list[str], *, fast: bool) -> dict[str, list[str]]:
    """What is run, by the name under which it is reported."""
    tool = {name: str(SCRIPTS / name) for name in ("ruff", "mypy", "lint-imports", "syncer")}
    checks = {
        "format": [tool["ruff"], "format", "--check", "."],
        "lint": [tool["ruff"], "check", "."],
        "types": [tool["mypy"]],
        "walls": [tool["lint-imports"]],
        "generated files": [sys.executable, "-m", "schemas", "--check"],
        "shipped catalog": [tool["syncer"], "validate"],
        "canonical form": [tool["syncer"], "fmt", "--check"],
    }
    if not fast:
        checks["tests"] = [sys.executable, "-m", "pytest", *(pytest_words or ON_ALL_CORES)]
    return checks


def main(arguments: list[str]) -> int:
    """Run every check, also after one has failed. Exit code 1 when any failed."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    ours, pytest_words = arguments[:at], arguments[at + 1 :]
    if ours not in ([], ["--fast"]):
        print("usage: python check.py [--fast] [-- PYTEST OPTIONS]", file=sys.stderr)
        return 64
    failed = []
    for name, command in commands(pytest_words, fast=bool(ours)).items():
        started = time.monotonic()
        print(f"== {name}", flush=True)
        code = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False).returncode
        print(f"== {name}: {'failed' if code else 'passed'} in {time.monotonic() - started:.0f} s", flush=True)
        if code:
            failed.append(name)
    print(f"FAILED: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
