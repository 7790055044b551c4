"""What a run of a workflow leaves: values for a test to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.workflows.expr_values import Value

ANNOTATION_LIMIT: Final = 10
"""Annotations of a kind that GitHub keeps for a step. All steps of a composite action share those of its one step."""


class HarnessError(Exception):
    """What the workflow asks for is wrong, or the harness cannot do it: a test has to fail."""


@dataclass(frozen=True)
class Command:
    """A workflow command found in what a step printed, such as `::error file=a.yaml,line=3::message`."""

    name: str
    properties: Mapping[str, str]
    data: str


@dataclass(frozen=True)
class Annotation:
    """A remark beside a line of a file."""

    level: str
    message: str
    file: str | None = None
    line: int | None = None
    title: str | None = None
    end_line: int | None = None
    column: int | None = None
    end_column: int | None = None


@dataclass(frozen=True)
class StepResult:
    """A step that has ended, or was skipped. `steps` are those within a composite action.

    `outcome` is the result before `continue-on-error`, `conclusion` the one after it.
    `dropped` are annotations beyond the limit. `expressions` stood within the script.
    """

    name: str
    conclusion: str
    outcome: str
    id: str | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)
    stdout: str = ""
    stderr: str = ""
    summary: str = ""
    annotations: tuple[Annotation, ...] = ()
    dropped: tuple[Annotation, ...] = ()
    commands: tuple[Command, ...] = ()
    expressions: tuple[str, ...] = ()
    uses: str | None = None
    steps: tuple[StepResult, ...] = ()

    def walk(self) -> Iterator[StepResult]:
        """This step and all within it."""
        yield self
        for step in self.steps:
            yield from step.walk()


@dataclass(frozen=True)
class JobResult:
    """A job that has ended, or was skipped; one for each combination of its matrix."""

    id: str
    name: str
    conclusion: str
    matrix: Mapping[str, Value] = field(default_factory=dict)
    steps: tuple[StepResult, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    permissions: Mapping[str, str] = field(default_factory=dict)
    environment: str | None = None
    concurrency: Mapping[str, Value] = field(default_factory=dict)
    error: str | None = None

    def walk(self) -> Iterator[StepResult]:
        """All steps, those within composite actions too."""
        for step in self.steps:
            yield from step.walk()

    def step(self, name: str) -> StepResult:
        """The one step with this id or name. Raises HarnessError."""
        found = [step for step in self.walk() if name in (step.id, step.name)]
        if len(found) != 1:
            raise HarnessError(f"{len(found)} steps are called {name!r}: {[step.name for step in self.walk()]}")
        return found[0]

    @property
    def summary(self) -> str:
        """What the page of the run shows for the job: the summaries of its steps, one after the other."""
        return "".join(step.summary for step in self.walk())

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """The annotations that GitHub keeps."""
        return tuple(annotation for step in self.steps for annotation in step.annotations)

    @property
    def log(self) -> str:
        """What all steps said, for the message of a failing test."""
        return "".join(f"== {s.name}: {s.conclusion}\n{s.stdout}{s.stderr}" for s in self.walk())


@dataclass(frozen=True)
class WorkflowResult:
    """A run that has ended."""

    conclusion: str
    jobs: tuple[JobResult, ...]
    concurrency: Mapping[str, Value] = field(default_factory=dict)

    def job(self, id_: str, **matrix: Value) -> JobResult:
        """The one job with this id, and these values of its matrix. Raises HarnessError."""
        found = [j for j in self.jobs if j.id == id_ and matrix.items() <= dict(j.matrix).items()]
        if len(found) != 1:
            raise HarnessError(f"{len(found)} jobs are {id_!r} with {matrix}")
        return found[0]

    @property
    def log(self) -> str:
        """What all jobs said."""
        return "".join(f"==== {job.name}: {job.conclusion} {job.error or ''}\n{job.log}" for job in self.jobs)


def limited(found: tuple[Annotation, ...]) -> tuple[tuple[Annotation, ...], tuple[Annotation, ...]]:
    """The annotations that GitHub keeps for a step, and those that it drops."""
    kept: list[Annotation] = []
    dropped: list[Annotation] = []
    for annotation in found:
        same = sum(known.level == annotation.level for known in kept)
        (kept if same < ANNOTATION_LIMIT else dropped).append(annotation)
    return tuple(kept), tuple(dropped)
