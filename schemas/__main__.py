"""`python -m schemas` writes the JSON Schema files; with `--check` it fails when that would change one."""

from __future__ import annotations

import sys
from pathlib import Path

from schemas.export import export

FOLDER = Path(__file__).parent / "json"


def main(arguments: list[str]) -> int:
    """Write or check the files. Exit code: 0 in step, 1 out of step, 64 usage."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m schemas [--check]", file=sys.stderr)
        return 64
    wanted = export()
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    stale = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if arguments:
        for name in stale:
            print(f"schemas/json/{name} is out of step; run: python -m schemas", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for name in stale:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8")
        else:
            (FOLDER / name).unlink()
        print(f"schemas/json/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
