"""Plans as they are looked at: with sixty changes, with one, stopped, with names that nothing breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.errors import warned
from syncer.frozen import replace
from syncer.model.catalog import Place
from syncer.plan.plan import Plan, Planned, build_plan
from syncer.plan.settings_change import SettingChange
from syncer.render.ci.findings import Root
from syncer.render.links import Links
from syncer.render.markdown.comment import comment_markdown
from tests.rendered import html_of
from tests.unit.building import catalog_of, entry, record, snapshot_of
from tests.unit.render.test_plan import every_change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record

LINKS: Final = Links("https://github.example/o/r/blob/0123456789abcdef0123456789abcdef01234567", Root("/r", "/r"))
WIDTHS: Final = (746, 1000)
"""Pixels of a comment on GitHub, and of a summary."""
_LINES: Final = {"model_id": 1, "model_name": 2, "input_price_per_million_tokens": 9}


def _entry(model_id: str, **fields: object) -> CatalogEntry:
    made = entry(model_id, lines=_LINES, **fields)
    file = f"catalog/models/anthropic/{model_id.replace('.', '-').replace(':', '-')}.yaml"
    return made._replace(source=made.source._replace(file=file))


def _edited(name: str) -> Record:
    live = record(name, model_name="Page", available_to_roles=["students"])
    base = {**live.fields, "model_name": "GPT-4o", "available_to_roles": []}
    return live._replace(base=base, raw={**live.raw, "lastApplied": {"at": "2026-01-02T03:04:05+00:00"}})


def sixty_changes() -> Plan:
    """Prices, limits, creates, deletes, roles, names, edits outside, another default; 28 rows are adopted besides."""
    priced = [f"us.anthropic.claude-sonnet-{number}-20250929-v1:0" for number in range(26)]
    limits, named = [f"limit-model-{number}-preview" for number in range(8)], [f"renamed-{n}-model" for n in range(6)]
    edited, kept = [f"edited-{number}-model" for number in range(4)], [f"same-{number}" for number in range(40)]
    adopted = [f"adopted-{number}" for number in range(28)]
    entries = [_entry(name, input_price_per_million_tokens=3.0 + n / 10, output_price_per_million_tokens=15.0)
               for n, name in enumerate(priced)]  # fmt: skip
    entries += [_entry(name, max_output_tokens=32768) for name in limits]
    entries += [_entry(f"us.amazon.nova-premier-v{number}:0", available_to_roles=["staff"] * (number > 1))
                for number in range(9)]  # fmt: skip
    entries += [_entry(name, model_name="A New Name", available_to_roles=["staff", "faculty"]) for name in named]
    entries += map(_entry, [*edited, *kept, *adopted])
    entries += [_entry("the-default", is_default=True), _entry("was-default")]
    rows = [*map(record, [*priced, *limits, *named, *kept, "the-default"]), *map(_edited, edited)]
    rows += [record(f"old-model-{number}-20240229-v1:0") for number in range(7)]
    rows += [record(name, by=None) for name in adopted]
    rows.append(record("was-default", is_default=True))
    return build_plan(catalog_of(entries), snapshot_of(rows), target="DynamoDB table campus-models-production")


def one_price() -> Plan:
    """One price, in a catalog with forty warnings about other files."""
    others = [f"other-{number}" for number in range(40)]
    slips = (warned("price-noise", f"catalog/models/openai/{name}.yaml", "is noise", 9, 1) for name in others)
    catalog = catalog_of([_entry("gpt-4o", input_price_per_million_tokens=3.0), *map(_entry, others)])
    snapshot = snapshot_of(map(record, ["gpt-4o", *others]))
    return build_plan(catalog._replace(warnings=tuple(slips)), snapshot, target="directory live")


def long_names() -> Plan:
    """Names, roles and settings without a place to break, an odd price, a conflict, a looser setting."""
    name, role = "meta.llama4_maverick_17b_instruct_preview_of_2025_09_29", "role_of_those_who_teach_in_summer"
    both = {"available_to_roles": [role, f"{role}_too"], "provider": "an_openai_compatible_provider"}
    live = record("c" * 40, provider="page_with_a_long_name_of_a_provider")
    live = live._replace(base={**live.fields, "provider": "was"})
    entries = [
        _entry(name, input_price_per_million_tokens=30.123456, output_price_per_million_tokens=0.00000012, **both),
        _entry(f"{name}_new", supported_params={"params": {"a" * 60: {"max": 1}}}, **both), _entry("c" * 40),
    ]  # fmt: skip
    rows = [
        record(name, max_input_tokens=1),
        record(f"{name}_gone", available_to_roles=[role]),
        live,
        _edited("e" * 50),
    ]
    plan = build_plan(catalog_of([*entries, _entry("e" * 50)]), snapshot_of(rows), target="directory live")
    place = Place("catalog/catalog.yaml", 7)
    looser = SettingChange(f"policies.models.{name}.fields.enabled", "fail", "git", True, "the last sync", place)
    return replace(plan, settings=(looser,))


def pages() -> Iterator[tuple[str, tuple[str, int]]]:
    """Each plan as a comment in each width, with links and without."""
    for make in (sixty_changes, one_price, long_names, every_change):
        planned = Planned("production", make())
        for links in (None, LINKS):
            body = html_of(comment_markdown(planned, links=links))
            for width in WIDTHS:
                yield f"{make.__name__} {width}{' linked' if links else ''}", (body, width)
