"""The text of a pull request that takes drift over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.model.words import counted
from syncer.plan.conflict_text import edited_since
from syncer.render.drift import WHOLE
from syncer.render.markdown.budget import bounded_text
from syncer.render.markdown.cells import field_cell, time_cell
from syncer.render.markdown.escape import breakable, code, prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.authoring.results import FileProposal
    from syncer.plan.drift import Drift


def pull_request_text(drift: Drift, proposal: FileProposal) -> str:
    """Markdown for a pull request: what the files take over, what not and why, and what else there is."""
    if not any((proposal.fields, proposal.left, drift.gone, drift.unmanaged)):
        return f"Nothing was edited on {code(drift.target)} that the files do not say already.\n"
    return bounded_text(_pull_request(drift, proposal), WHOLE)


def _pull_request(drift: Drift, proposal: FileProposal) -> Iterator[str]:
    models = len({field.entry.model_id for field in proposal.fields})
    yield f"### Take over what was edited on {code(drift.target)}: {counted(models, 'model')}"
    yield ""
    if proposal.fields:
        yield "| model | edit | edited since | row last changed |"
        yield "|---|---|---|---|"
        for proposed in proposal.fields:
            entry, live = proposed.entry, proposed.live
            times = f"{time_cell(edited_since(live))} | {time_cell(live.updated_at)}"
            model = f"{breakable(entry.model_id)}<br>{breakable(entry.source.file)}"
            yield f"| {model} | {field_cell(proposed.change)} | {times} |"
        yield ""
    for left in proposal.left:
        place = left.where if left.line is None else f"{left.where}:{left.line}"
        yield f"- not taken over: {code(left.model_id)} ({code(place)}): {prose(left.reason)}"
    for model_id in drift.gone:
        yield f"- the row of {code(model_id)} was deleted; delete its file if that is meant"
    if drift.unmanaged:
        yield f"- {counted(len(drift.unmanaged), 'unmanaged row')}; `syncer import` makes files of them"
