"""Plans, saved plans, drift and history of an earlier version: read, shown, and planned again to the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from schemas.attributes import PYTHON_NAME
from tests.older_version.recorded import parts_of, versions

if TYPE_CHECKING:
    from tests.older_version.conftest import World
    from tests.older_version.recorded import Step

SCHEMAS = Path(__file__).parents[2] / "schemas" / "json"
APPLIED = ("apply", "revert", "sync")


def schema(name: str) -> Draft202012Validator:
    """A published JSON Schema."""
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


def without_words(document: Any) -> Any:
    """The document but for the sentences in it, which any version may put better."""
    if isinstance(document, dict):
        return {name: without_words(value) for name, value in document.items() if name != "message"}
    return [without_words(value) for value in document] if isinstance(document, list) else document


def as_known_now(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan without the attributes that a schema names by now: others' no longer, but a place in the order."""
    return plan | {"attributes": [one for one in plan["attributes"] if one["name"] not in PYTHON_NAME]}


def as_known_then(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan without the names of warnings, which the first version did not give."""
    told = [{name: said for name, said in one.items() if name != "kind"} for one in plan["problems"]]
    return plan | {"problems": told}


def applied(world: World) -> list[Step]:
    """The steps that did what their plan says."""
    return [step for step in world.steps if step.how in APPLIED]


def test_there_is_data() -> None:
    """The data of the first version is here, each version's with every way in which a step ends."""
    assert "made_by_0_1_0" in [version.name for version in versions()]
    for version in versions():
        told = json.loads((version / "made.json").read_text(encoding="utf-8"))
        assert {step["how"] for step in told["steps"]} == {*APPLIED, "plan", "killed"}


def test_the_same_plan(world: World) -> None:
    """The same catalog and rows give the same plan and the same exit code; nothing of the store is touched."""
    for step in world.steps:
        world.go_to(step, step.before)
        found = world.json(*world.plan_words(step), exits=(step.exit,))
        assert without_words(as_known_then(found)) == without_words(as_known_now(step.document("plan"))), step.name
    assert world.store.state() == world.steps[-1].before


def test_nothing_to_do(world: World) -> None:
    """What the version applied is in step for this one: its marks are read as they are meant, and stay, to the byte.

    Only what the store remembers beside the rows is written once: an older version knows of no settings.
    """
    for name in ("deletes", "puts-back"):
        step = world.step(name)
        world.go_to(step, step.after)
        ran = world.on_target("plan", "--detailed-exitcode")
        assert ran.code == 0, (step.name, ran)
        assert "Settings" not in ran.out
    assert world.on_target("sync", "--yes").code == 0
    settled = world.store.state()
    written = {name for name, _ in settled.items() ^ step.after.items()}
    assert [name for name in written if "inventory" not in name.lower()] == []
    assert world.on_target("sync", "--yes").code == 0
    assert world.store.state() == settled


def test_marks_are_the_base(world: World) -> None:
    """An edit on the page is put back, one on both sides a conflict; `drift` says the same, and three classes more."""
    step = world.step("edited")
    world.go_to(step, step.before)
    found = world.json("drift", exits=(2,))
    for name in ("unlisted", "unnamed", "due"):
        assert (found.pop(name), found["counts"].pop(name)) == ([], 0)
    assert without_words(found) == without_words(step.document("drift"))
    plan = world.json("plan", exits=(5,))
    fields = {change["model_id"]: change["fields"] for change in plan["changes"]}
    assert [(field["field"], field["origin"]) for field in fields["llama-4"]] == [("enabled", "live")]
    assert {(one["kind"], one["model_id"]) for one in plan["conflicts"]} == {
        ("live", "gpt-4o"), ("conflict", "mistral-large-2"),
    }  # fmt: skip


def test_saved_plans_are_shown(world: World) -> None:
    """Each saved plan says in JSON what was planned and where it comes from; text and Markdown name its models."""
    for step in applied(world):
        path = str(step.folder / "saved.json")
        shown = world.json("show", path)
        assert without_words(shown.pop("plan")) == without_words(step.document("plan")), step.name
        saved = parts_of(step.saved_plan())
        assert shown.pop("plan_id") == saved["checksum"]
        assert bool(shown.pop("acknowledged")) == bool(step.options)
        assert shown == {name: saved[name] for name in shown}
        for form in ("text", "markdown"):
            ran = world.run("show", path, "--format", form)
            assert ran.code == 0
            assert all(change["model_id"] in ran.out for change in step.document("plan")["changes"])


def test_history_is_told(world: World) -> None:
    """The list, the story of a model under both of its names, and single applies are what the version told."""
    step = world.step("killed")
    world.go_to(step, step.before)
    assert world.json("history") == step.document("history")
    story = {**step.document("story"), "former_rows": []}  # which came later
    assert world.json("history", "--model", "mistral-large-2") == story
    for name, document in (("reverts", "reverted"), ("puts-back", "apply")):
        told = world.step(name).document(document)
        assert world.json("show", told["apply_id"]) == told
    for words, said in (
        (("history", "--model", "mistral-large-2"), "model_id: mistral-large -> mistral-large-2"),
        (("show", told["apply_id"]), "update amazon.nova-pro-v1:0"),
    ):
        ran = world.on_target(*words)
        assert (ran.code, said in ran.out) == (0, True), ran
    assert world.store.state() == step.before


@pytest.mark.parametrize("version", versions(), ids=lambda version: version.name)
def test_documents_fulfil_the_schemas(version: Path) -> None:
    """What the version printed is what the published schemas say."""
    for name, kind in (("plan", "plan"), ("drift", "drift")):
        paths = sorted(version.glob(f"*/*/{name}.json"))
        assert paths
        for path in paths:
            schema(kind).validate(json.loads(path.read_text(encoding="utf-8")))
