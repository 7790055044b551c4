"""The rules that a plan or a catalog can break, as one table: what each means, what to do, and what lifts it.

A guard is a row here and a function that finds what breaks it. The options of the command line, the messages, the
findings of a CI, what a reviewed plan allows and the table in `docs/cli.md` follow from the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from syncer.model.catalog import Place

Level = Literal["error", "warning", "notice"]


class Option(NamedTuple):
    """An option that says that something is meant. It takes an exact count or an exact id; that of settings takes none.

    Those are shown in full and stand in files that are reviewed.
    """

    name: str
    allowance: str
    """The field of `Allowances` that it fills."""
    takes: str
    """What it is given: `N`, a count, or the kind of a name; empty for an option that is given nothing."""
    help: str
    of_whole: bool = False
    """Whether its value is a count, or the first model, of all that a plan does, and not a name that stays the same
    when only a part of the plan is done."""


LIFTING_OPTIONS: Final = (
    Option("--allow-deletes", "deletes", "N", "Exactly so many rows may be deleted, although a guard refuses it.",
           of_whole=True),
    Option("--allow-updates", "updates", "N", "Exactly so many rows may be updated, although a guard refuses it.",
           of_whole=True),
    Option("--allow-no-default", "no_default", "MODEL_ID", "This model may stop being the default without a successor.",
           of_whole=True),
    Option("--allow-empty-role", "empty_roles", "ROLE", "Members of this role may be left with no model to pick."),
    Option("--allow-no-image-model", "no_image_model", "MODEL_ID",
           "This model may go although it is the last that takes images.", of_whole=True),
    Option("--allow-price", "prices", "MODEL_ID", "The new prices of this model are meant, although a guard refuses."),
    Option("--allow-settings", "settings", "", "Settings that are looser than those before are meant, and count."),
    Option("--allow-lost-holders", "lost_holders", "MODEL_ID",
           "This model may be renamed although roles or people that were granted it lose it."),
    Option("--allow-lost-successor", "lost_successors", "MODEL_ID",
           "This model may be disabled, retired alone or renamed although others name it as their successor."),
    Option("--overwrite", "overwrite", "MODEL_ID",
           "For this model the catalog wins over what was edited outside."),
)  # fmt: skip
"""In the order of the help."""
_OPTION: Final = {option.name: option for option in LIFTING_OPTIONS}


class Rule(NamedTuple):
    """A rule, as code scanning shows it."""

    short: str
    """What is wrong, in a sentence."""
    help: str
    """What to do."""
    level: Level = "error"
    is_guard: bool = False
    """Whether a plan that breaks it is refused until the option is given."""
    option: Option | None = None
    """What lifts it; None when nothing does."""


def _guard(short: str, mend: str, option: str | None = None) -> Rule:
    return Rule(short, mend, is_guard=True, option=None if option is None else _OPTION[option])


RULES: Final[dict[str, Rule]] = {
    "not-planned": Rule("A target could not be planned.", "Mend what the message says, then plan again."),
    "conflict": Rule(
        "Git and another writer changed a field to different values.",
        "Write the value that is right into the file, or pass --overwrite with the model id.",
        option=_OPTION["--overwrite"],
    ),
    "catalog-error": Rule("The catalog is invalid.", "Mend the line that the message names."),
    "changed-store": _guard(
        "The settings say another store than those of the base, and nothing was sent to it.",
        "Look where credentials would go, or pass --allow-settings.", "--allow-settings",
    ),
    "loosened-settings": _guard(
        "Settings are looser than they were.", "Look whether that is meant, or pass --allow-settings.",
        "--allow-settings",
    ),
    "foreign-row": _guard("Another catalog manages the row.", "Remove the model from one of the catalogs."),
    "foreign-default": _guard("Another catalog has the default model.", "Remove is_default from one of the two."),
    "duplicate-rows": _guard("Rows share a model id.", "Delete the wrong row in the platform."),
    "broken-row": _guard("The row of a definition cannot be parsed.", "Mend or delete the row."),
    "rename-both-exist": _guard(
        "A definition has a row under its name and under its old one.", "Delete the wrong row."
    ),
    "left-out": _guard(
        "A change needs another one that --only leaves out.", "Name the other model, too, or leave --only out."
    ),
    "protected-model": _guard(
        "A protected model is deleted or disabled.", "Sync its definition without `protected` first."
    ),
    "no-default": _guard(
        "No model is the default any more.", "Make another model the default, or pass --allow-no-default.",
        "--allow-no-default",
    ),
    "inactive-default": _guard(
        "A model that is deprecated or retired is the default.", "Make it active, or another model the default."
    ),
    "unfit-successor": _guard(
        "A model names a successor that is not there, disabled, or not active.",
        "Name a model that is active and enabled.",
    ),
    "successor-circle": _guard(
        "Successors lead in a circle, or are more than five in a row.", "Name the one at the end, or none."
    ),
    "deleted-successor": _guard(
        "A model that others name as their successor is deleted.",
        "Let them name another one first, or retire it with a successor of its own.",
    ),
    "lost-successor": _guard(
        "A model that others name as their successor is disabled, retired alone, or renamed.",
        "Let them name another one first, or pass --allow-lost-successor.", "--allow-lost-successor",
    ),
    "last-for-role": _guard(
        "A role is left with no model to pick.", "Keep one, or pass --allow-empty-role.", "--allow-empty-role"
    ),
    "last-image-model": _guard(
        "No enabled model takes images any more.", "Keep one, or pass --allow-no-image-model.", "--allow-no-image-model"
    ),
    "rename-loses-holders": _guard(
        "A rename takes a model from those who were granted it.",
        "Grant the new name first, rename it on the platform's page, or pass --allow-lost-holders.",
        "--allow-lost-holders",
    ),
    "nearly-empty-catalog": _guard(
        "The catalog has far fewer definitions than managed rows.",
        "Look whether it is the right directory, or pass --allow-deletes with the exact number.", "--allow-deletes",
    ),
    "too-many-deletes": _guard(
        "More rows are deleted than a guard lets pass.", "Pass --allow-deletes with the exact number.",
        "--allow-deletes",
    ),
    "too-many-updates": _guard(
        "More rows are updated than a guard lets pass.", "Pass --allow-updates with the exact number.",
        "--allow-updates",
    ),
    "odd-price": _guard(
        "A price is probably a mistake.", "Correct it, or pass --allow-price with the model id.", "--allow-price"
    ),
    "enabled-deleted": Rule(
        "A model that people can pick is deleted.", "Disabling it first shows whether anybody misses it.", "warning"
    ),
    "model-retired": Rule(
        "A model is deprecated or retired.", "Look who is moved to which model, and at which price.", "warning"
    ),
    "retires-soon": Rule(
        "A model is to retire within 30 days, or was to.", "Retire it, or write another date.", "notice"
    ),
    "price-to-come": Rule(
        "A price changes within 30 days, or the catalog says so for the first time.", "Look whether it is meant.",
        "notice",
    ),
    "price-change": Rule("A price changes a lot.", "Look whether it is meant.", "warning"),
    "changed-settings": Rule("A setting changes, and is no looser.", "Look whether it is meant.", "notice"),
    "catalog-warning": Rule(
        "Something in the catalog is probably a slip.", "Mend the line that the message names.", "warning"
    ),
    "store-warning": Rule("A row of the store needs a look.", "Mend the row.", "warning"),
    "put-back": Rule(
        "A field was edited outside the catalog, and the catalog's value is put back.",
        "Take the edit over with `syncer drift --propose`, or leave it.", "notice",
    ),
}  # fmt: skip
"""By name, the worst first."""


class Breach(NamedTuple):
    """What breaks a rule that is a guard."""

    rule: str
    found: str
    """What happens, in words."""
    value: str | int | None = None
    """What its option is to be given; None where the rule has none."""
    place: Place | None = None
    """The line of a definition that it is about; None when it is about no single one."""
    model_ids: tuple[str, ...] = ()
    """The models that it is about, as they are called before; empty when it is about none in particular."""
    field: str | None = None
    instead: str = ""
    """Another way out, before the option."""
    puts_back: bool = False
    """Whether the plan only puts back what was last applied: that takes nothing away that Git gave, so it is lifted."""
