"""Packages of npm that tests read files from: fetched once, checked, kept in the user's cache directory."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple


class MissingError(Exception):
    """Why a package cannot be had here."""


class Package(NamedTuple):
    """A package in one version."""

    name: str
    version: str
    sha256: str
    what: str
    """What the tests call it."""
    folder: str
    """Its name in the cache."""


def unpacked(package: Package) -> Path:
    """The package's folder in the cache. Two runs may make it at once: it is put in place by one rename.

    Raises MissingError.
    """
    cache_home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    home = Path(cache_home, "model-catalog-sync-tests")
    folder = home / f"{package.folder}-{package.version}"
    if not folder.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, ignore_cleanup_errors=True) as scratch:
            fetched = Path(scratch, "unpacked")
            with tarfile.open(_fetched(package, scratch)) as archive:
                archive.extractall(fetched, filter="data")
            with contextlib.suppress(OSError):
                fetched.rename(folder)
    return folder


def _fetched(package: Package, scratch: str) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise MissingError(f"{package.what} comes by npm, and there is no `npm`")
    command = [npm, "pack", "--silent", f"{package.name}@{package.version}"]
    try:
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False, timeout=300)
    except subprocess.TimeoutExpired as error:
        raise MissingError(f"npm cannot fetch {package.name} {package.version}: it does not end") from error
    if done.returncode != 0:
        raise MissingError(f"npm cannot fetch {package.name} {package.version}: {done.stderr.strip()[:200]}")
    path = Path(scratch, done.stdout.strip().splitlines()[-1])
    if hashlib.sha256(path.read_bytes()).hexdigest() != package.sha256:
        raise MissingError(f"{path.name} is not the file that these tests were made with")
    return path


def installed(name: str) -> Path:
    """The `node_modules` of `tests/<name>/package-lock.json`, in the cache; no script of theirs runs.

    Raises MissingError.
    """
    source = Path(__file__).parent / name
    lock = (source / "package-lock.json").read_bytes()
    cache_home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(cache_home, "model-catalog-sync-tests", f"{name}-{hashlib.sha256(lock).hexdigest()[:12]}")
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as scratch:
            fetched = Path(scratch, "installed")
            fetched.mkdir()
            for file in ("package.json", "package-lock.json"):
                shutil.copyfile(source / file, fetched / file)
            _install(fetched, name)
            with contextlib.suppress(OSError):
                fetched.rename(folder)
    return folder / "node_modules"


def _install(folder: Path, name: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise MissingError(f"the packages of tests/{name} come by npm, and there is no `npm`")
    command = [npm, "ci", "--ignore-scripts", "--silent", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    except subprocess.TimeoutExpired as error:
        raise MissingError(f"npm cannot fetch the packages of tests/{name}: it does not end") from error
    if done.returncode != 0:
        raise MissingError(f"npm cannot fetch the packages of tests/{name}: {done.stderr.strip()[:200]}")
