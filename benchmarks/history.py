"""What the history adds to an apply: the same creates with and without it, in pairs. `python -m benchmarks.history`."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

from schemas.attributes import NAMES
from syncer.model.catalog import Catalog, CatalogEntry, Settings, Source
from syncer.model.records import Snapshot
from syncer.plan.plan import build_plan
from syncer.stores.directory.store import DirectoryStore
from syncer.sync.apply import Run, apply_plan


def catalog(count: int) -> Catalog:
    """So many definitions with what a model usually has."""
    usual = {
        **dict.fromkeys(NAMES), "provider": "bedrock", "provider_name": "Acme", "input_modalities": ["TEXT"],
        "output_modalities": ["TEXT"], "max_input_tokens": 200_000, "max_output_tokens": 64_000,
        "allowed_app_roles": [], "available_to_roles": ["staff"], "enabled": True, "is_reasoning_model": False,
        "input_price_per_million_tokens": 2.2, "output_price_per_million_tokens": 11.0, "supports_caching": True,
        "is_default": False,
    }  # fmt: skip
    entries = tuple(
        CatalogEntry(f"m{n:06}", {**usual, "model_id": f"m{n:06}", "model_name": f"Model {n}"}, Source("m.yaml", 1, {}))
        for n in range(count)
    )
    return Catalog(Settings("bench"), entries)


def seconds(wanted: Catalog, *, recorded: bool) -> float:
    """The CPU seconds of one apply of all creates, on an empty directory."""
    with tempfile.TemporaryDirectory() as place:
        store = DirectoryStore(Path(place) / "models")
        plan = build_plan(wanted, Snapshot(()), target="bench")
        run = Run("bench", None, 0, lambda: datetime.now(UTC), lambda: str(uuid4()))
        without = nullcontext() if recorded else patch("syncer.sync.apply.recorder", lambda *_: None)
        started = time.process_time()
        with without:
            apply_plan(plan, store, run)
        return time.process_time() - started


def main() -> None:
    """Print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    wanted = catalog(asked.models)
    pairs = [(seconds(wanted, recorded=False), seconds(wanted, recorded=True)) for _ in range(asked.runs)]
    without, with_it = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for other, one in pairs)
    print(f"{asked.models} creates: {without:.2f} CPU s without the history, {with_it:.2f} with it, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
