"""The quick programs of emulated jobs do and refuse what the installed ones do and refuse."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.workflows.programs import INSTALLED, quick_programs

if TYPE_CHECKING:
    from pathlib import Path

INSTALL = 'python -m pip install --quiet --disable-pip-version-check --requirement "$FILE"'


def run(folder: Path, programs: Path, script: str) -> tuple[int, str, str]:
    """The exit code of a script, and what it says."""
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "FILE": "requirements.txt", "LANG": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("requirements", "script", "code"),
    [
        ("model-catalog-sync==0.1.0\n", INSTALL, 0),
        ("# what is needed\n\nclick\nmodel-catalog-sync", f"{INSTALL} genai-prices", 0),
        ("model-catalog-sync\nno-such-package\n", INSTALL, 1),
        ("model-catalog-sync\nno-such-package", INSTALL, 1),
        (None, INSTALL, 1),
        ("click\n", "python -m pip instal --requirement requirements.txt", 1),
        (None, "python -c 'raise SystemExit(7)'", 7),
    ],
)
def test_pip(tmp_path: Path, requirements: str | None, script: str, code: int) -> None:
    """It takes what is installed here, and stops at another command, a missing file, and what is not installed."""
    if requirements is not None:
        (tmp_path / "requirements.txt").write_text(requirements)
    found, _, said = run(tmp_path, quick_programs(), script)
    assert found == code, said
    assert bool(said) == (code == 1)


def test_syncer_is_the_installed_one(tmp_path: Path) -> None:
    """Words, folder, environment, both streams, a file that is written on, and the exit code."""
    script = """
    echo first > said; XDG_CACHE_HOME="$PWD/cache" syncer targets --catalog 'no such' >> said || echo "code $?" >> said
    cat said; syncer --version; MANAGED_MODELS_DIR=rows SYNCER_TARGET=nobody exec syncer plan
    """
    found = run(tmp_path, quick_programs(), script)
    assert found == run(tmp_path, INSTALLED, script)
    assert found[1].startswith("first\ncode ")
    assert found[0] not in {0, 1}
