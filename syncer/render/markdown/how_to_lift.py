"""What to write into the description of a pull request to lift the guards that refuse its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.render.markdown.other_blocks import option as as_typed

if TYPE_CHECKING:
    from syncer.plan.plan import Plan

_MOST: Final = 20
_MOST_OPTION: Final = 300


def lifting_lines(plan: Plan) -> list[str]:
    """Markdown with a line for each option; empty when an option cannot do it, or when there are too many of them."""
    options = [*dict.fromkeys(guard.lifted_by for guard in plan.refusals)]
    if not options or len(options) > _MOST or plan.conflicts or not all(map(_is_plain, options)):
        return []
    these = "this line" if len(options) == 1 else "these lines"
    lines = [f"syncer: {as_typed(option)}" for option in options if option is not None]
    return [f"If that is meant, write {these} into the description of the pull request:", "", "```", *lines, "```", ""]


def _is_plain(option: str | None) -> bool:
    """Whether the option can stand in a line of text as it is."""
    return option is not None and option.isprintable() and "`" not in option and len(option) <= _MOST_OPTION
