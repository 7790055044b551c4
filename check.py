"""The one gate: format, lint, types, walls, generated files, the shipped catalog and its form, tests.

`python check.py` runs all of it, the tests beside the rest; `python check.py --fast` leaves them out; words after `--`
go to pytest. CI, the pre-commit hook and a person all call this file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent
SCRIPTS = Path(sys.executable).parent
ON_ALL_CORES = ["-n", str(min((os.cpu_count() or 1) + 1, 4)), "--dist", "worksteal"]
"""How the whole suite is run: one process more than cores, because some tests wait; a process without work takes tests
from another. Words of your own replace this."""


def commands(pytest_words: list[str], *, fast: bool) -> dict[str, list[str]]:
    """What is run, by the name under which it is reported."""
    tool = {name: str(SCRIPTS / name) for name in ("ruff", "mypy", "lint-imports", "syncer")}
    checks = {} if fast else {"tests": [sys.executable, "-m", "pytest", *(pytest_words or ON_ALL_CORES)]}
    return checks | {
        "format": [tool["ruff"], "format", "--check", "."],
        "lint": [tool["ruff"], "check", "."],
        "types": [tool["mypy"]],
        "walls": [tool["lint-imports"]],
        "generated files": [sys.executable, "-m", "schemas", "--check"],
        "shipped catalog": [tool["syncer"], "validate"],
        "canonical form": [tool["syncer"], "fmt", "--check"],
    }


def main(arguments: list[str]) -> int:
    """Run every check, also after one has failed. Exit code 1 when any failed."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    ours, pytest_words = arguments[:at], arguments[at + 1 :]
    if ours not in ([], ["--fast"]):
        print("usage: python check.py [--fast] [-- PYTEST OPTIONS]", file=sys.stderr)
        return 64
    checks = commands(pytest_words, fast=bool(ours))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = dict(zip(checks, pool.map(_one, checks.items()), strict=True))
    failed = [name for name, passed in results.items() if not passed]
    print(f"FAILED: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def _one(check: tuple[str, list[str]]) -> bool:
    """One of several that run side by side: what it says is printed when it is done; what the tests say, at once."""
    name, command = check
    started = time.monotonic()
    said = None if name == "tests" else subprocess.PIPE
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, text=True, stdout=said, stderr=said and subprocess.STDOUT
    )
    verdict = "failed" if done.returncode else "passed"
    print(f"{done.stdout or ''}== {name}: {verdict} in {time.monotonic() - started:.0f} s", flush=True)
    return not done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
