"""A chart as it is drawn, read back from its markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from syncer.render.html import document

if TYPE_CHECKING:
    from syncer.render.html.charts.frame import Chart

_MACRO: Final = '{% from "charts.html" import figure %}{{ figure(chart, id) }}'


class Drawn:
    """The markup of one chart. It is well-formed, or nothing can be read."""

    def __init__(self, chart: Chart) -> None:
        self.text = document._environment().from_string(_MACRO).render(chart=chart, id="one")
        self.root = ET.fromstring(self.text)  # noqa: S314  our own markup

    def plot(self) -> ET.Element:
        """The drawing."""
        found = self.root.find("./svg[@role='img']")
        assert found is not None
        return found

    def said(self) -> list[str]:
        """What the marks of the drawing say."""
        return [
            title.text or ""
            for one in self.plot()
            if "mark" in one.get("class", "").split()
            for title in one.iter("title")
        ]

    def places(self) -> list[tuple[float, float]]:
        """Where the marks are: percent across, pixels down."""
        return [
            (float(str(one.get("cx", one.get("x"))).removesuffix("%")), float(str(one.get("cy", one.get("y")))))
            for one in self.plot()
            if "mark" in one.get("class", "").split()
        ]

    def texts(self) -> list[str]:
        """The text in the drawing: names of an axis and labels."""
        return ["".join(one.itertext()) for one in self.plot().iter("text")]

    def table(self) -> list[list[str]]:
        """The rows of the table beside it, without the room behind a price."""
        return [
            [(cell.text or "").rstrip("\N{FIGURE SPACE}") for cell in row] for row in self.root.findall(".//tbody/tr")
        ]
