"""The story of a model, told from applies by the rows that hold its name. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.sync.history import names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from syncer.stores.base import HistoryHead
    from syncer.sync.history import AppliedChange, Apply

    Life = Sequence["StoryStep"]

DONE: Final = ("applied", "begun")
"""The status of what was done to a row, and of what may have been: its run died."""


class StoryStep(NamedTuple):
    """One change of one row, in the story of a model."""

    apply: Apply
    change: AppliedChange


class FormerRow(NamedTuple):
    """A row that had a model's name before the rows of its story: another model."""

    record_id: str
    model_id: str
    """What it was called last."""


class ModelStory(NamedTuple):
    """What applies did to one model."""

    model_id: str
    steps: tuple[StoryStep, ...]
    """The newest first, also under older names."""
    former: tuple[FormerRow, ...] = ()
    """The rows that are not told of here, the one that changed last first."""

    @property
    def has_rows(self) -> bool:
        """Whether it is of several rows: a model that was deleted and made again has another one."""
        return len({step.change.record_id for step in self.steps}) > 1


def story(
    model_id: str, heads_of: Callable[[str], Iterable[HistoryHead]], read: Callable[[str], Apply | None]
) -> ModelStory:  # fmt: skip
    """What became of a model, also under the names that it had before; without a step where nothing is known.

    `heads_of` gives the entries that may concern a name, `read` one of them. Where no row has the name any more, it is
    the story of the row that had it last.
    """
    lives = lives_of(_steps_of(model_id, heads_of, read))
    concerned = [life for life in lives if any(model_id in names_of(step.change) for step in life)]
    return told_of(model_id, concerned)


def _steps_of(
    model_id: str, heads_of: Callable[[str], Iterable[HistoryHead]], read: Callable[[str], Apply | None]
) -> Iterator[StoryStep]:  # fmt: skip
    """Each change of a row that had the name or one that such a row had before."""
    found: set[tuple[str, str]] = set()
    waiting, seen = [model_id], {model_id}
    while waiting:
        name = waiting.pop()
        for apply in filter(None, (read(head.apply_id) for head in heads_of(name))):
            for change in apply.changes:
                if name not in names_of(change):
                    continue
                if (apply.apply_id, change.record_id) not in found:
                    found.add((apply.apply_id, change.record_id))
                    yield StoryStep(apply, change)
                older = {change.model_id} - seen
                seen |= older
                waiting.extend(older)


def lives_of(steps: Iterable[StoryStep]) -> list[Life]:
    """The steps of each row, the oldest first, from where it was made to where it was deleted."""
    lives: list[list[StoryStep]] = []
    there: dict[str, list[StoryStep]] = {}
    for step in sorted(steps, key=_order):
        change = step.change
        is_done = change.status in DONE
        if change.record_id not in there or (is_done and change.action == "create"):
            there[change.record_id] = []
            lives.append(there[change.record_id])
        there[change.record_id].append(step)
        if is_done and change.action == "delete":
            del there[change.record_id]
    return list(lives)


def _order(step: StoryStep) -> tuple[str, str]:
    return step.apply.apply_id, step.change.record_id


def by_name(lives: Iterable[Life]) -> Mapping[str, Sequence[Life]]:
    """The rows that may have had each name."""
    found: defaultdict[str, list[Life]] = defaultdict(list)
    for life in lives:
        for name in {name for step in life for name in names_of(step.change)}:
            found[name].append(life)
    return found


def told_of(model_id: str, lives: Sequence[Life]) -> ModelStory:
    """The story of a name out of all rows that may have had it."""
    mine, others = _parted(model_id, sorted(lives, key=lambda life: _order(life[-1]), reverse=True))
    former = tuple(FormerRow(life[0].change.record_id, last_name(life)) for life in others if _held(life, model_id))
    steps = sorted((step for life in mine for step in life), key=_order, reverse=True)
    return ModelStory(model_id, tuple(steps), former)


def _parted(model_id: str, lives: Sequence[Life]) -> tuple[Sequence[Life], Sequence[Life]]:
    """Those of the rows that have the name, or else the one that had it last; and the others."""
    mine = [life for life in lives if last_name(life) == model_id]
    if not mine:
        return lives[:1], lives[1:]
    return mine, [life for life in lives if last_name(life) != model_id]


def last_name(life: Life) -> str:
    """What a row is called after its last step: of a rename that was done the new name."""
    change = life[-1].change
    *_, name = names_of(change)
    return name if change.status in DONE else change.model_id


def _held(life: Life, model_id: str) -> bool:
    """Whether the row had the name: a rename to it that failed is none."""
    return any(
        step.change.model_id == model_id or (step.change.status in DONE and model_id in names_of(step.change))
        for step in life
    )
