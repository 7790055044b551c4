"""What a chart is made of. Across in percent of the width, down in pixels: so text keeps its size at any width."""

from __future__ import annotations

from typing import Final, Literal

from syncer.frozen import NamedTuple
from syncer.render.html.numbers import point_room

MarkShape = Literal["circle", "square", "triangle", "diamond", "cross", "tick", "later", "earlier"]
_OUTLINES: Final = {
    "square": "M-{r}-{r}H{r}V{r}H-{r}Z",
    "triangle": "M0-{r}L{r} {r}H-{r}Z",
    "diamond": "M0-{r}L{r} 0L0 {r}L-{r} 0Z",
    "cross": "M-{r}-{r}L{r} {r}M-{r} {r}L{r}-{r}",
    "tick": "M0-{r}V{r}",
    "later": "M-{r}-{r}L{r} 0L-{r} {r}",
    "earlier": "M{r}-{r}L-{r} 0L{r} {r}",
}


class Tick(NamedTuple):
    """A value that an axis names."""

    at: float
    text: str
    """Empty for a line without a name."""
    kind: str = ""
    """Its class: `wide` or `widest` where only a chart of that width has room for it, `zero` for 0 on a log axis."""
    side: Literal["start", "middle", "end"] = "middle"
    """Which part of the name of a tick across is at the place: names do not stick out."""


class Mark(NamedTuple):
    """A thing that is drawn at a place."""

    x: float
    y: float
    size: float
    """Half of its width, in pixels."""
    shape: MarkShape
    kind: str
    """The class that colours it, such as `series-1`."""
    text: str
    """What is said where somebody points at it."""
    rows: tuple[int, ...] = ()
    """Of which of the things that were given it tells, where that can be chosen."""

    @property
    def outline(self) -> str:
        """The path of a shape that is no circle, around its own place."""
        return _OUTLINES[self.shape].format(r=self.size)


class Line(NamedTuple):
    """A path over the whole plot, which is 1,000 wide and as high as it is in pixels."""

    path: str
    kind: str


class Label(NamedTuple):
    """Text that begins at a place."""

    x: float
    y: float
    text: str
    name: str = ""
    """What stands before it where there is room."""


class LegendEntry(NamedTuple):
    """What a shape means."""

    mark: Mark
    text: str


class Chart(NamedTuple):
    """A chart, what it says in words, and its data as a table."""

    title: str
    description: str
    """What is seen, for those who do not see it."""
    height: int
    """Of the plot, in pixels."""
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    columns: tuple[str, ...]
    """Of the table; one that begins with `#` has numbers."""
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[Mark, ...] = ()
    lines: tuple[Line, ...] = ()
    labels: tuple[Label, ...] = ()
    legend: tuple[LegendEntry, ...] = ()
    notes: tuple[str, ...] = ()
    """What the chart leaves out or draws in its own way."""
    across_title: str = ""
    up_title: str = ""

    @property
    def digits(self) -> tuple[int, ...]:
        """Behind the point of the prices in each column of the table."""
        return tuple(map(point_room, zip(*self.rows, strict=True)))


def percent_across(place: float) -> float:
    """A place between 0 and 1 in percent of the width."""
    return round(place * 100, 2)


def pixels_down(place: float, height: int) -> float:
    """A place between 0 (bottom) and 1 (top) in pixels from the top."""
    return round((1 - place) * height, 1)


def side_of(percent: float) -> Literal["start", "middle", "end"]:
    """Which part of a name stands at a place, so that it does not stick out of the plot."""
    return "start" if percent < 4 else "end" if percent > 94 else "middle"
