"""The workflow that publishes the catalog as a page: what it publishes, when, and with which rights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from syncer.cli import run
from tests.unit.git_repositories import commit, repository
from tests.workflows.definition import load
from tests.workflows.emulated import Artifacts, CodeScanning, Site, usual
from tests.workflows.jobs import Environment
from tests.workflows.programs import quick_programs
from tests.workflows.runner import Event, Runner, run_workflow
from tests.workflows.triggers import triggers

if TYPE_CHECKING:
    import pytest

ROOT: Final = Path(__file__).parent.parent.parent
ROLE: Final = "role-of-a-few"


def test_a_merge_publishes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Built by a job that may only read, published by another: with no roles, and not before Pages is switched on."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    origin = repository(tmp_path / "origin")
    assert run(["init", str(origin), "--name", "campus", "--pages", "--quiet"]) == 0
    model = origin / "catalog/models/openai/gpt-5-mini.yaml"
    model.write_text(f"{model.read_text('utf-8')}available_to_roles: [{ROLE}]\n", "utf-8")
    (origin / "requirements.txt").write_text("model-catalog-sync\n")
    head = commit(origin)
    artifacts = Artifacts()
    site = Site(artifacts)
    runner = Runner(
        tmp_path / "runs", base_env={"PYTHONPATH": str(ROOT)}, environments={"github-pages": Environment()},
        actions={**usual(origin, quick_programs(), artifacts, CodeScanning()),
                 "actions/upload-pages-artifact": site.upload, "actions/deploy-pages": site.deploy},
    )  # fmt: skip
    workflow = origin / ".github/workflows/pages.yml"
    assert triggers(load(workflow), "push", {"ref": "refs/heads/main"}, ["catalog/models/openai/gpt-5-mini.yaml"])
    assert not triggers(load(workflow), "push", {"ref": "refs/heads/main"}, ["README.md"])
    ended = {}
    for number, is_on in enumerate((False, True), 1):
        runner.run_id = number
        result = run_workflow(workflow, runner, Event("push", {"repository": {"has_pages": is_on}}, head))
        assert result.job("build").conclusion == "success", result.job("build").log
        assert result.job("build").permissions == {"metadata": "read", "contents": "read"}
        ended[is_on] = result.job("deploy").conclusion
    assert ended == {False: "skipped", True: "success"}
    assert result.job("deploy").permissions == {"metadata": "read", "pages": "write", "id-token": "write"}
    assert list(site.published) == ["index.html"]
    text = site.published["index.html"].decode()
    assert "us.amazon.nova-pro-v1:0" in text
    assert ROLE not in text
