"""Prices that hold since a day, edited: on the page, by a revert, by `set`, by an import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.authoring.given_fields import set_field
from syncer.authoring.import_rows import ImportChoice, draft_import
from syncer.authoring.model_file import edited_file
from syncer.authoring.propose import file_proposal
from syncer.errors import UsageError
from syncer.load.catalog import load_catalog
from syncer.model.dated_prices import catalog_on, marked_on
from syncer.model.records import Inventory
from syncer.plan.drift import find_drift
from tests.unit.building import OURS, TARGET, record_of, snapshot_of
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from syncer.model.catalog import Catalog

IN, OUT = "input_price_per_million_tokens", "output_price_per_million_tokens"
READ = "cache_read_price_per_million_tokens"
TEXT = model(f"""price_changes:
  "2027-01-01":  # a list
    {IN}: 5  # by hand
    {READ}: 0.5
  "2027-02-01":
    {IN}: 4
""")
DAY = "2027-01-15"


def loaded(top: Path) -> tuple[Catalog, Catalog]:
    """What a target gets on the day, and what the files say."""
    found = load_catalog(write_catalog(top, {"x": TEXT}))
    return catalog_on(found, DAY), marked_on(found, DAY)


def test_an_edit_on_the_page_goes_where_the_price_holds(tmp_path: Path) -> None:
    """Otherwise the next sync would put the price of the file back."""
    catalog, definitions = loaded(tmp_path)
    row = record_of(catalog.entries[0])
    row = row._replace(fields={**row.fields, IN: 6.0, OUT: 11.0}, base=row.fields)
    settings = catalog.settings._replace(name=OURS)
    drift = find_drift(snapshot_of([row]), settings, Inventory({}, frozenset()), target=TARGET)
    proposal = file_proposal(drift, [row], catalog, definitions)
    ((path, data),) = proposal.texts.items()
    assert data.decode() == TEXT.replace(f"{IN}: 5", f"{IN}: 6").replace(f"{OUT}: 10", f"{OUT}: 11")
    Path(path).write_bytes(data)
    assert catalog_on(load_catalog(str(tmp_path / "c")), DAY).entries[0].fields[IN] == 6


def test_a_price_that_a_day_gave_cannot_be_taken_away(tmp_path: Path) -> None:
    """A day gives prices and takes none; the message has its line, and nothing is written."""
    _, definitions = loaded(tmp_path)
    made = edited_file(definitions.entries[0], {READ: None})
    assert (made.data, made.line) == (None, 14)
    assert f"{READ} holds from 2027-01-01 on, and a day cannot take a price away" in made.reason


def test_set_refuses_what_would_change_nothing(tmp_path: Path) -> None:
    """The price above the changes counts no more; the others are set as ever, and the changes stay."""
    _, definitions = loaded(tmp_path)
    entry = definitions.entries[0]
    with pytest.raises(UsageError, match=f"{IN} holds from 2027-01-01 on, by `price_changes` of .*x.yaml; edit it"):
        set_field(definitions, entry, IN, 3.0)
    assert set_field(definitions, entry, OUT, 11).data.decode() == TEXT.replace(f"{OUT}: 10", f"{OUT}: 11")


def test_a_definition_that_is_imported_anew_keeps_what_is_to_come(tmp_path: Path) -> None:
    """Its row has the price of the day; the changes that are over are that price now."""
    catalog, _ = loaded(tmp_path)
    row = record_of(catalog.entries[0], by=None)
    choice = ImportChoice(OURS, replace=True)
    (draft,) = draft_import(snapshot_of([row]), catalog.entries, choice, folder=str(tmp_path / "c")).drafts
    assert f"{IN}: 5\n" in draft.text
    assert draft.text.endswith(f'price_changes:\n  "2027-02-01":\n    {IN}: 4\n')
