"""Several files written, all of them or none."""

from __future__ import annotations

import os
from contextlib import contextmanager
from errno import EEXIST
from typing import TYPE_CHECKING

from syncer.disk.files import beside, mode_for, sync_folder, write_synced
from syncer.disk.stopping import hold_signals, raise_if_stopped
from syncer.disk.strays import discard, remove_strays

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


class NotWrittenError(Exception):
    """One of the files cannot be written, and so none was."""

    def __init__(self, path: Path, error: OSError, left: Sequence[Path] = ()) -> None:
        super().__init__(f"{path}: {error.strerror}")
        self.path = path
        self.reason = error.strerror or str(error)
        self.left = tuple(left)
        """What could not be taken back."""


class _Place:
    """Where one file goes, or a folder that is not there yet with all its files: it takes its place in one step."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: dict[Path, bytes] = {}
        self._staged = beside(path)
        self._kept: Path | None = None

    def stage(self) -> None:
        """Write all of it beside its place. Whatever takes space on the disk is done then. Raises NotWrittenError."""
        for path, data in self.files.items():
            with _about(path):
                staged = self._staged / path.relative_to(self.path)
                staged.parent.mkdir(parents=True, exist_ok=True)
                write_synced(staged, data)
        with _about(self.path):
            if os.path.lexists(self.path):
                self._keep()
            for folder, _, _ in os.walk(self._staged, topdown=False):
                sync_folder(self._staged / folder)

    def _keep(self) -> None:
        self._kept = beside(self.path)
        write_synced(self._kept, self.path.read_bytes())
        for made in (self._staged, self._kept):
            made.chmod(mode_for(self.path, made))

    def publish(self) -> None:
        """Put it in its place. Raises NotWrittenError."""
        with _about(self.path):
            if self._kept is None and os.path.lexists(self.path):
                raise FileExistsError(EEXIST, os.strerror(EEXIST))
            self._staged.replace(self.path)

    def take_back(self) -> bool:
        """Put back what was there before; whether that is so now."""
        if os.path.lexists(self._staged):  # it did not take its place
            return True
        try:
            if self._kept is not None:
                self._kept.replace(self.path)
            else:
                self.path.replace(self._staged)
        except OSError:
            return False
        return True

    def clear(self) -> None:
        """Remove what is left beside the place."""
        for path in (self._staged, self._kept):
            if path is not None:
                discard(path)


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write the files, and the folders that they need: the place of the last file is taken last.

    The paths are real ones, without links. An error or a signal leaves what was there before. A kill leaves whole
    files: between the moves, some places are taken and the last is not; a folder that was not there is one place.

    Raises NotWrittenError.
    """
    places = _places(files)
    remove_strays([*files, *(place.path for place in places)])
    try:
        for place in places:
            place.stage()
        raise_if_stopped()
        with hold_signals():
            _publish(places)
    finally:
        with hold_signals():
            for place in places:
                place.clear()


def _places(files: Mapping[Path, bytes]) -> list[_Place]:
    places: dict[Path, _Place] = {}
    for path, data in files.items():
        top = path
        while not os.path.lexists(top.parent):
            top = top.parent
        place = places.pop(top, None) or _Place(top)
        place.files[path] = data
        places[top] = place
    return [*places.values()]


def _publish(places: Sequence[_Place]) -> None:
    try:
        for place in places:
            place.publish()
        for folder, place in {place.path.parent: place for place in places}.items():
            with _about(place.path):
                sync_folder(folder)
    except BaseException as error:
        left = [place.path for place in reversed(places) if not place.take_back()]
        if isinstance(error, NotWrittenError):
            error.left = tuple(left)
        raise


@contextmanager
def _about(path: Path) -> Iterator[None]:
    """Say of an OSError which of the files it is about."""
    try:
        yield
    except OSError as error:
        raise NotWrittenError(path, error) from error
