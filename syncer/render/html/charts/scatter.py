"""What models cost: input against output price on logarithmic axes, with the context length as size."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.words import a_few, beginning, counted
from syncer.render.html.charts.frame import Chart, LegendEntry, Mark, percent_across, pixels_down
from syncer.render.html.charts.scales import drawn_price, log_scale, ticks_across, ticks_up
from syncer.render.html.numbers import price_text, tokens_text
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.render.html.charts.frame import MarkShape

_HEIGHT: Final = 360
_MOST_MARKS: Final = 300
"""With more places than this, models of nearly one price share a mark."""
_CELLS: Final = 24
"""Of the width and of the height, then: the larger mark fills one."""
_NAMES: Final = 4
_LONGEST_NAME: Final = 60
_SHAPES: Final[tuple[MarkShape, ...]] = ("circle", "square", "triangle", "diamond")
_SIZES: Final = ((8_000, 3.0), (32_000, 4.5), (200_000, 6.5), (1_000_000, 9.0))
"""Context lengths in tokens, and half the width of their marks in pixels; what is longer has the last."""
_NO_CONTEXT: Final = 2.0
_MANY: Final = ((1, 2.5), (3, 4.0), (10, 5.5), (100, 7.0))
"""The same for how many models share a mark."""


class PricedModel(NamedTuple):
    """A model as the chart needs it."""

    name: str
    input_price: object
    """US dollars per million tokens. A model without a price has no place, and is counted."""
    output_price: object
    context: int | None
    """Tokens."""
    kind: str
    """The word that its shape stands for, such as `active`."""


class _Placed(NamedTuple):
    """A model, and the prices that can be drawn."""

    row: int
    """Its place among the models that were given."""
    model: PricedModel
    prices: tuple[float, float]


class _Spot(NamedTuple):
    """What stands in one place."""

    x: float
    y: float
    members: tuple[_Placed, ...]


def price_scatter(models: Sequence[PricedModel]) -> Chart:
    """The chart of all models that have both prices."""
    drawn = list(_drawn(models))
    across, up = (log_scale(one.prices[axis] for one in drawn) for axis in (0, 1))
    places = [(across.place(one.prices[0]), up.place(one.prices[1])) for one in drawn]
    spots = _spots(drawn, places, _HEIGHT)
    is_shared = len(spots) > _MOST_MARKS
    if is_shared:
        spots = _spots(drawn, places, _CELLS)
    marks, legend = _shared(spots) if is_shared else _apart(spots, _shapes(drawn))
    return Chart(
        title="Input against output price",
        description=_description(drawn),
        height=_HEIGHT,
        across=ticks_across(across),
        up=ticks_up(up, _HEIGHT),
        columns=("Models", "#Input", "#Output", "#Context"),
        rows=tuple(map(_row, spots)),
        marks=tuple(sorted(marks, key=lambda mark: -mark.size)),
        legend=tuple(legend),
        notes=tuple(_notes(len(models), drawn, is_shared=is_shared)),
        across_title="Input, USD per million tokens (log scale)",
        up_title="Output, USD per million tokens (log scale)",
    )


def _drawn(models: Sequence[PricedModel]) -> Iterator[_Placed]:
    for row, model in enumerate(models):
        first, second = drawn_price(model.input_price), drawn_price(model.output_price)
        if first is not None and second is not None:
            yield _Placed(row, model, (first, second))


def _spots(drawn: Sequence[_Placed], places: Sequence[tuple[float, float]], cells: int) -> list[_Spot]:
    """The models by place, in a grid of so many cells a side; each in the middle of its members, the cheapest first."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, (x, y) in enumerate(places):
        found[round(x * cells), round(y * cells)].append(at)
    return [
        _Spot(
            percent_across(sum(places[at][0] for at in members) / len(members)),
            pixels_down(sum(places[at][1] for at in members) / len(members), _HEIGHT),
            tuple(sorted((drawn[at] for at in members), key=lambda one: (*one.prices, one.model.name))),
        )
        for _, members in sorted(found.items())
    ]


def _shapes(drawn: Sequence[_Placed]) -> dict[str, MarkShape]:
    """A shape for each kind, the same however frequent it is; the last shape is for all that are left."""
    kinds = sorted({one.model.kind for one in drawn})
    return {kind: _SHAPES[min(at, len(_SHAPES) - 1)] for at, kind in enumerate(kinds)}


def _apart(spots: Sequence[_Spot], shapes: dict[str, MarkShape]) -> tuple[list[Mark], list[LegendEntry]]:
    """A mark for each spot, with the kind and the size of its model with the longest context; and what they mean."""
    marks = []
    for spot in spots:
        model = max((one.model for one in spot.members), key=lambda one: one.context or 0)
        size = _NO_CONTEXT if model.context is None else _size(model.context, _SIZES)
        shape = shapes[model.kind]
        marks.append(Mark(spot.x, spot.y, size, shape, _class(shape), _told(spot), _rows_of(spot)))
    kinds: dict[MarkShape, list[str]] = defaultdict(list)
    for kind, shape in shapes.items():
        kinds[shape].append(kind)
    named = [
        LegendEntry(Mark(0, 0, 6, shape, _class(shape), ""), a_few(several, 3, show=_short))
        for shape, several in kinds.items()
    ]
    words = [f"up to {tokens_text(most)} context" for most, _ in _SIZES[:-1]]
    return marks, [*named, *_sizes_legend(_SIZES, words, "circle", "plain")]


def _shared(spots: Sequence[_Spot]) -> tuple[list[Mark], list[LegendEntry]]:
    """A mark for each spot, as large as its models are many; and what the sizes mean."""
    marks = [
        Mark(one.x, one.y, _size(len(one.members), _MANY), "square", "series-1", _told(one), _rows_of(one))
        for one in spots
    ]
    words = ["1 model", *(f"up to {most} models" for most, _ in _MANY[1:-1])]
    return marks, list(_sizes_legend(_MANY, words, "square", "series-1"))


def _sizes_legend(
    sizes: tuple[tuple[int, float], ...], words: Sequence[str], shape: MarkShape, kind: str
) -> Iterator[LegendEntry]:
    for (_, size), text in zip(sizes, [*words, "more"], strict=True):
        yield LegendEntry(Mark(0, 0, size, shape, kind, ""), text)


def _rows_of(spot: _Spot) -> tuple[int, ...]:
    return tuple(sorted(one.row for one in spot.members))


def _class(shape: MarkShape) -> str:
    return f"series-{_SHAPES.index(shape) + 1}"


def _size(value: int, sizes: tuple[tuple[int, float], ...]) -> float:
    return next((size for most, size in sizes if value <= most), sizes[-1][1])


def _told(spot: _Spot) -> str:
    return f"{_names(spot)}: input {_range(spot, 0)}, output {_range(spot, 1)}, context {_contexts(spot)}"


def _names(spot: _Spot) -> str:
    return a_few([one.model.name for one in spot.members], _NAMES, show=_short)


def _short(text: str) -> str:
    return beginning(safe(text), _LONGEST_NAME)


def _range(spot: _Spot, axis: int) -> str:
    prices = [one.prices[axis] for one in spot.members]
    return _between(price_text(min(prices)), price_text(max(prices)))


def _contexts(spot: _Spot) -> str:
    known = [one.model.context for one in spot.members if one.model.context is not None]
    return _between(tokens_text(min(known)), tokens_text(max(known))) if known else tokens_text(None)


def _between(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _row(spot: _Spot) -> tuple[str, ...]:
    return (_names(spot), _range(spot, 0), _range(spot, 1), _contexts(spot))


def _description(drawn: Sequence[_Placed]) -> str:
    if not drawn:
        return "No model has both prices."
    first, last = (pick(drawn, key=lambda one: one.prices) for pick in (min, max))
    told = " to ".join(f"{price_text(one.prices[0])} in and {price_text(one.prices[1])} out" for one in (first, last))
    return f"{counted(len(drawn), 'model')}, from {told}, in US dollars per million tokens."


def _notes(count: int, drawn: Sequence[_Placed], *, is_shared: bool) -> Iterator[str]:
    if count > len(drawn):
        yield f"{counted(count - len(drawn), 'model')} without both prices: not in the chart."
    if is_shared:
        yield f"{len(drawn):,} models: those of nearly one price share a mark, and its size says how many they are."
    if not is_shared and any(one.model.context is None for one in drawn):
        yield "The smallest mark is that of a model without a context length."
    free = sum(0 in one.prices for one in drawn)
    if free:
        yield f"{counted(free, 'model')} with a price of 0: on the strip at the edge, as a logarithmic axis has no 0."
