"""The rules that findings break, in words: what code scanning shows beside each."""

from __future__ import annotations

from typing import Final, NamedTuple


class Rule(NamedTuple):
    """A rule."""

    name: str
    """In one word, each part with a capital."""
    short: str
    """What is wrong, in a sentence."""
    help: str
    """What to do."""
    level: str = "error"


RULES: Final[dict[str, Rule]] = {
    "not-planned": Rule("NotPlanned", "A target could not be planned.", "Mend what the message says, then plan again."),
    "conflict": Rule(
        "Conflict", "Git and another writer changed a field to different values.",
        "Write the value that is right into the file, or pass --overwrite with the model id.",
    ),
    "catalog-error": Rule("CatalogError", "The catalog is invalid.", "Mend the line that the message names."),
    "foreign-row": Rule("ForeignRow", "Another catalog manages the row.", "Remove the model from one of the catalogs."),
    "foreign-default": Rule(
        "ForeignDefault", "Another catalog has the default model.", "Remove is_default from one of the two."
    ),
    "duplicate-rows": Rule("DuplicateRows", "Rows share a model id.", "Delete the wrong row in the platform."),
    "broken-row": Rule("BrokenRow", "The row of a definition cannot be parsed.", "Mend or delete the row."),
    "rename-both-exist": Rule(
        "RenameBothExist", "A definition has a row under its name and under its old one.", "Delete the wrong row."
    ),
    "protected-model": Rule(
        "ProtectedModel", "A protected model is deleted or disabled.", "Sync its definition without `protected` first."
    ),
    "no-default": Rule(
        "NoDefault", "No model is the default any more.", "Make another model the default, or pass --allow-no-default."
    ),
    "last-for-role": Rule(
        "LastForRole", "A role is left with no model to pick.", "Keep one, or pass --allow-empty-role."
    ),
    "last-image-model": Rule(
        "LastImageModel", "No enabled model takes images any more.", "Keep one, or pass --allow-no-image-model."
    ),
    "nearly-empty-catalog": Rule(
        "NearlyEmptyCatalog", "The catalog has far fewer definitions than managed rows.",
        "Look whether it is the right directory, or pass --allow-deletes with the exact number.",
    ),
    "too-many-deletes": Rule(
        "TooManyDeletes", "More rows are deleted than a guard lets pass.", "Pass --allow-deletes with the exact number."
    ),
    "too-many-updates": Rule(
        "TooManyUpdates", "More rows are updated than a guard lets pass.", "Pass --allow-updates with the exact number."
    ),
    "odd-price": Rule(
        "OddPrice", "A price is probably a mistake.", "Correct it, or pass --allow-price with the model id."
    ),
    "enabled-deleted": Rule(
        "EnabledDeleted", "A model that people can pick is deleted.",
        "Disabling it first shows whether anybody misses it.", "warning",
    ),
    "price-change": Rule("PriceChange", "A price changes a lot.", "Look whether it is meant.", "warning"),
    "catalog-warning": Rule(
        "CatalogWarning", "Something in the catalog is probably a slip.", "Mend the line that the message names.",
        "warning",
    ),
    "store-warning": Rule("StoreWarning", "A row of the store needs a look.", "Mend the row.", "warning"),
    "put-back": Rule(
        "PutBack", "A field was edited outside the catalog, and the catalog's value is put back.",
        "Take the edit over with `syncer drift --propose`, or leave it.", "note",
    ),
}  # fmt: skip
"""By id."""
