"""Parts of a Markdown text that can be shortened row by row, and the text in a number of bytes."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple, dataclass, replace
from syncer.model.words import counted
from syncer.render.forms import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

RESERVE: Final = 2_200
"""Bytes kept free for the line that says what was left out."""
WORST: Final = 10
"""So many rows of what matters are never folded, and dropped last."""
_POST: Final = 64_000
"""Bytes of an issue or of a pull request's text; GitHub takes 65,536 characters, and a line of ours may come first."""
_FOLDING: Final = 90
"""Bytes that folding the rest of a block takes, besides its header."""


@dataclass(frozen=True)
class Block:
    """A title and rows, the most important first."""

    name: str
    """What `Drop.block` calls it."""
    title: str
    """A line of Markdown above the rows."""
    noun: str
    """One row; with an `s`, several."""
    rows: tuple[str, ...]
    header: tuple[str, ...] = ()
    """The header of a table; empty for a list."""
    unfolded: int = WORST
    """So many rows are shown at once; the rest is folded."""
    brief: Block | None = None
    """The same with less in each row."""
    kept: int = -1
    """How many rows are left; -1: all."""

    @property
    def left(self) -> int:
        """How many rows are shown."""
        return len(self.rows) if self.kept < 0 else self.kept

    def size(self) -> int:
        """Bytes of the text, or a few more."""
        if not self.left:
            return 0
        folding = _FOLDING + bytes_of(self.header) if self.left > self.unfolded else 0
        return len(self.title.encode()) + 4 + bytes_of(self.header) + bytes_of(self.rows[: self.left]) + folding

    def lines(self) -> list[str]:
        """The text, an empty line at its end; nothing where no row is left."""
        if not self.left:
            return []
        shown, folded = self.rows[: self.unfolded][: self.left], self.rows[self.unfolded : self.left]
        title = [self.title, ""] if self.title else []
        found = [*title, *self.header, *shown, ""] if shown else title
        if folded:
            noun = self.noun.removeprefix("other ") if shown else self.noun
            count = f"{len(folded):,} {'more ' if shown else ''}{noun}{'s'[: len(folded) != 1]}"
            summary = f"<details><summary>{count}</summary>"
            found += [summary, "", *self.header, *folded, "", "</details>", ""]
        return found


class Drop(NamedTuple):
    """What is dropped next when the text is too long."""

    block: str
    least: int
    """So many rows stay; -1: none goes, but each is shown in brief."""


def fitted(blocks: Sequence[Block], steps: Sequence[Drop], room: int) -> tuple[list[Block], str]:
    """The blocks in no more than `room` bytes, and what was dropped, in words: `4,990 of 5,000 price changes`.

    Step by step rows are dropped, and no more than needed. Then room for a line with these words stays free.
    """
    found = {block.name: block for block in blocks}
    over = sum(block.size() for block in blocks) - room
    if over > 0:
        over += RESERVE
    for step in steps:
        if over <= 0:
            break
        block = found.get(step.block)
        if block is not None:
            smaller = _smaller(block, step.least, over)
            over -= block.size() - smaller.size()
            found[step.block] = smaller
    parts = [found[block.name] for block in blocks]
    return parts, ", ".join(chain.from_iterable(map(_dropped, blocks, parts)))


def _smaller(block: Block, least: int, over: int) -> Block:
    """The block with as many rows less as `over` bytes take, but not less than `least`."""
    if least < 0:
        return block.brief or block
    kept, freed = block.left, 0
    while kept > least and freed < over:
        kept -= 1
        freed += len(block.rows[kept].encode()) + 1
    return replace(block, kept=kept)


def _dropped(whole: Block, part: Block) -> Iterator[str]:
    gone, things = len(whole.rows) - part.left, f"{whole.noun}{'s'[: len(whole.rows) != 1]}"
    if gone:
        share = f"{gone:,} of " if part.left else "all " if gone > 1 else ""
        yield f"{share}{len(whole.rows):,} {things}"
    if whole.brief is not None and part.brief is None and part.left:
        yield f"the fields of the {things}"


def shares(sizes: Mapping[int, int], room: int) -> dict[int, int]:
    """How many bytes each gets: as much as it needs, or a fair share of what the smaller ones leave."""
    found, rest = {}, room
    for done, (name, size) in enumerate(sorted(sizes.items(), key=lambda item: item[1])):
        found[name] = min(size, rest // (len(sizes) - done))
        rest -= found[name]
    return found


def bytes_of(lines: Sequence[str]) -> int:
    """Bytes of the lines, each with its end."""
    return sum(len(line.encode()) + 1 for line in lines)


def bounded_text(lines: Iterable[str], whole: str) -> str:
    """As many of the lines as GitHub takes in an issue or a pull request, and how many are left out.

    `whole` says where all of them are.
    """
    kept: list[str] = []
    room, gone = _POST, 0
    for line in lines:
        room -= len(line.encode()) + 1
        if room >= 0 and not gone:
            kept.append(line)
        else:
            gone += bool(line)
    if gone:
        kept += ["", f"{counted(gone, 'more line')} left out; {whole}."]
    return text_of(kept)
