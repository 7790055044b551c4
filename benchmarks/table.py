"""Readings to a table: medians, and ratios taken round by round."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.jobs import OTHER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.jobs import Job
    from benchmarks.measure import Reading

Row = tuple[str, ...]
HEADINGS: Final[Row] = ("N", "what", "seconds", "CPU seconds", "ratio", "CPU ratio", "peak MiB")


def job_rows(models: str, readings: Mapping[Job, Sequence[Reading]], floor_mib: float) -> Iterator[Row]:
    """A row a job. A peak that is no higher than the floor cannot be told from it."""
    rounds = {job.title: runs for job, runs in readings.items()}
    for job, runs in readings.items():
        pairs = [*zip(runs, rounds[job.yardstick], strict=True)]
        peak = max(run.peak_mib for run in runs)
        yield (
            models,
            job.title,
            f"{median(run.seconds for run in runs):.3f}",
            f"{median(run.cpu_seconds for run in runs):.3f}",
            f"{median(run.seconds / other.seconds for run, other in pairs):.2f}",
            f"{median(run.cpu_seconds / other.cpu_seconds for run, other in pairs):.2f}",
            f"{peak:.0f}" if peak > floor_mib else f"<{floor_mib:.0f}",
        )


def pair_lines(models: str, readings: Mapping[Job, Sequence[Reading]]) -> Iterator[str]:
    """A line for each plan that another commit made, too: our CPU time divided by its, turn by turn."""
    rounds = {job.title: runs for job, runs in readings.items()}
    for job, runs in readings.items():
        title = job.title.removeprefix(OTHER)
        if title != job.title:
            ratios = [ours.cpu_seconds / theirs.cpu_seconds for ours, theirs in zip(rounds[title], runs, strict=True)]
            yield f"{models} models, {title}: {median(ratios):.2f} of the CPU time of the other commit"


def table_text(rows: Sequence[Row], *, markdown: bool) -> str:
    """The table, for a terminal or as Markdown. Text stands on the left, numbers on the right."""
    widths = [max(len(row[column]) for row in (HEADINGS, *rows)) for column in range(len(HEADINGS))]
    rule = tuple("-" * width if column == 1 else "-" * (width - 1) + ":" for column, width in enumerate(widths))
    lines = [_line(row, widths, markdown=markdown) for row in (HEADINGS, *([rule] if markdown else []), *rows)]
    return "\n".join(lines) + "\n"


def _line(row: Row, widths: Sequence[int], *, markdown: bool) -> str:
    cells = [
        cell.ljust(width) if column == 1 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return f"| {' | '.join(cells)} |" if markdown else "  ".join(cells).rstrip()
