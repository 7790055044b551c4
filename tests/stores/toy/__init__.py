"""A third kind of store: a dictionary in one file."""

from __future__ import annotations

import os
from pathlib import Path

from syncer.model.catalog import Target
from syncer.stores.kind import StoreKind
from tests.stores.toy.store import ToyStore

TOY = StoreKind(
    variable="TOY_MODELS_FILE",
    settings=("path",),
    named=lambda path: Target.of("toy", path=os.path.abspath(path)),
    described=lambda settings: f"toy {settings['path']}",
    opened=lambda settings, around: ToyStore(Path(around.catalog, settings["path"])),
)
