"""`python -m schemas` writes the JSON Schema files; with `--check` it fails when that would change one."""

from __future__ import annotations

import sys
from pathlib import Path

from schemas.export import export

SCHEMA_FOLDER = Path(__file__).parent / "json"


def write_schemas(arguments: list[str]) -> int:
    """Write or check the files. Exit code: 0 in step, 1 out of step, 64 usage."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m schemas [--check]", file=sys.stderr)
        return 64
    wanted = export()
    found = {path.name: path.read_text(encoding="utf-8") for path in SCHEMA_FOLDER.glob("*.json")}
    stale = sorted({name for name, _ in wanted.items() ^ found.items()})
    if arguments:
        for name in stale:
            print(f"schemas/json/{name} is out of step; run: python -m schemas", file=sys.stderr)
        return int(bool(stale))
    for name in stale:
        (SCHEMA_FOLDER / name).unlink(missing_ok=True)
        if name in wanted:
            (SCHEMA_FOLDER / name).write_text(wanted[name], encoding="utf-8")
        print(f"schemas/json/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(write_schemas(sys.argv[1:]))
