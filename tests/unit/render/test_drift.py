"""Drift as Markdown: GitHub takes the text as an issue and as a pull request, however much was edited."""

from __future__ import annotations

from syncer.authoring.results import FileProposal, Left, ProposedField
from syncer.model.changes import FieldChange
from syncer.plan.drift import Drift, Edited
from syncer.render.drift import render_drift
from syncer.render.proposal import pull_request_text
from tests.unit.building import entry, record

LIMIT = 65_536


def drift_of(count: int) -> Drift:
    """So many models that somebody renamed."""
    fields = (FieldChange("model_name", "GPT-4o", "é" * 60),)
    edited = tuple(Edited(record(f"model-{number:05}"), fields) for number in range(count))
    return Drift("campus", "directory live", edited, (), ("model-gone",), (), (), (), (), ())


def test_much_drift_is_an_issue() -> None:
    """As much of the list as GitHub takes, the counts of all, and a line that says how much is left out."""
    text = render_drift(drift_of(5_000), "markdown", ("edited", "gone"))
    assert 60_000 < len(text.encode()) < LIMIT - 200  # the issue begins with a line of its own
    assert "5000 edited, 1 gone" in text.replace("`", "")
    assert text.endswith(" more lines left out; `syncer drift` prints them all.\n")


def test_little_drift_is_whole() -> None:
    """Nothing is left out where there is room."""
    text = render_drift(drift_of(2), "markdown", ("edited", "gone"))
    assert "left out" not in text
    assert ("model-00001" in text, "model-gone" in text) == (True, True)


def test_much_drift_is_a_pull_request() -> None:
    """The text of a proposal has the same limit; its table is cut between rows."""
    drift = drift_of(5_000)
    proposed = tuple(ProposedField(entry(one.live.model_id), one.live, one.fields[0]) for one in drift.edited)
    left = (Left("model-x", "catalog/x.yaml", 3, "a reason"),)
    text = pull_request_text(drift, FileProposal({}, proposed, left))
    assert len(text.encode()) < LIMIT - 200
    rows = [line for line in text.splitlines() if line.startswith("| `model-")]
    assert {line.count("|") for line in rows} == {5}
    assert text.endswith(f"\n\n{5_002 - len(rows):,} more lines left out; `syncer drift` prints them all.\n")


def test_nothing_to_propose_is_said() -> None:
    """No heading stands alone; what was left, or a row that is gone, has one above it."""
    nothing = drift_of(1)._replace(edited=(), gone=())
    said = pull_request_text(nothing, FileProposal({}, (), ()))
    assert said == f"Nothing was edited on `{nothing.target}` that the files do not say already.\n"
    left = (Left("model-x", "catalog/x.yaml", 3, "a reason"),)
    for drift, proposal in (
        (nothing, FileProposal({}, (), left)), (nothing._replace(gone=("a",)), FileProposal({}, (), ())),
    ):  # fmt: skip
        assert pull_request_text(drift, proposal).startswith("### Take over what was edited on")


def test_edits_are_a_table() -> None:
    """Each edited field is a row in which both values are whole, however many words they have."""
    live = record("a", model_name="Name from the page")
    change = FieldChange("model_name", "Name from Git", "Name from the page")
    drift = drift_of(1)._replace(edited=(Edited(live, (change,)),))
    text = render_drift(drift, "markdown", ("edited",))
    assert "| `a` | `model_name`: `Name from Git` → `Name from the page` |" in text
