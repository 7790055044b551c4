"""The table of `docs/coexistence.md`, from the rule itself: `python -m tests.coexistence_table` writes it there."""

from __future__ import annotations

from pathlib import Path

from syncer.plan.three_way import DECISIONS, STANDINGS

DOCUMENT = Path(__file__).parents[1] / "docs" / "coexistence.md"
BEGIN = "<!-- table: python -m tests.coexistence_table -->\n"
END = "<!-- end of table -->\n"


def table() -> str:
    """A row a class, a column a policy."""
    rows = ["| class of a field | `git` | `live` | `fail` |", "|---|---|---|---|"]
    for standing, words in STANDINGS.items():
        decided = DECISIONS[standing]
        rows.append(f"| {words} | {decided['git']} | {decided['live']} | {decided['fail']} |")
    return "".join(f"{row}\n" for row in rows)


def written(text: str) -> str:
    """The document with the table between its marks."""
    above, _, rest = text.partition(BEGIN)
    return f"{above}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
