"""Makes what octoDNS needs for the same exercise: a zone of any size and a target that lags behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZONE: Final = "bench.example."
CONFIG: Final = f"""\
providers:
  source:
    class: octodns.provider.yaml.YamlProvider
    directory: zones/source
    escaped_semicolons: false
  target:
    class: octodns.provider.yaml.YamlProvider
    directory: zones/target
    escaped_semicolons: false
zones:
  {ZONE}:
    sources: [source]
    targets: [target]
"""
"""Defaults but for `escaped_semicolons`, without which octoDNS warns of a change to come."""


def make_zones(folder: Path, records: int, lagging: int) -> None:
    """Write `zones/config.yaml`, the zone and its target into the folder; so many records of the target lag."""
    zones = folder / "zones"
    for name, behind in (("source", 0), ("target", lagging)):
        (zones / name).mkdir(parents=True)
        with (zones / name / f"{ZONE}yaml").open("w", encoding="utf-8") as file:
            file.writelines(_records(records, behind))
    (zones / "config.yaml").write_text(CONFIG, encoding="utf-8")


def _records(records: int, lagging: int) -> Iterator[str]:
    """The zone's records, in the order that octoDNS asks for; the last ones lag."""
    yield "---\n"
    for index in range(records):
        block = 10 if index < records - lagging else 11
        yield f"m{index:05d}:\n  ttl: 300\n  type: A\n  value: {block}.0.{index // 250}.{index % 250 + 1}\n"
