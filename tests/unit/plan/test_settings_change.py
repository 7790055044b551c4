"""Settings compared: every one there is, what is looser, where it stands, and the stricter of both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from schemas.attributes import NAMES
from schemas.selectors import IgnoreSettings, SelectorSettings
from schemas.settings import CatalogSettings, OverrideSettings, TargetDefinition
from schemas.warning_kinds import WARNINGS
from syncer.load.catalog import load_catalog
from syncer.load.targets import for_target
from syncer.model.catalog import GuardLimits
from syncer.model.policies import ModelPolicies, Policies
from syncer.plan.in_force import Basis, basis_of, in_force, remembered
from syncer.plan.settings_change import setting_changes, stricter_limits, stricter_policies
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from syncer.model.catalog import Catalog
    from syncer.plan.settings_change import SettingChange

TABLE: Final = (
    "    dynamodb: {table: models, region: eu-central-1, endpoint: 'https://a.test', "
    "roles_table: roles, profile: one}\n"
)
TOP: Final = """\
name: t
guards: {max_delete_percent: 30, max_deletes: 20, max_update_percent: 50, max_price_factor: 5, max_price: 1000}
policies:
  default: git
  fields: {enabled: fail}
  models: {b: {default: git, fields: {model_name: fail}}}
history: {keep_days: 400}
platform: any
ignore: [{id: 'x-*', reason: theirs}]
targets:
  p:
"""
REST: Final = """\
    only: [{id: '*'}]
    except: [{id: z}]
    overrides:
      - match: {id: a}
        set: {enabled: false}
      - match: {id: b}
        set: {protected: true}
"""
TARGETS_OWN: Final = """\
    guards: {max_deletes: 7}
    policies: {default: fail}
"""
BEFORE: Final = TOP + TABLE + REST

# What is edited, what it becomes, the setting, its values, whether it is looser, and the line.
EDITS: Final[list[tuple[str, str, str, object, object, bool, int]]] = [
    *((f"max_{name}: {old}", f"max_{name}: {new}", f"guards.max_{name}", old, new, looser, 2)
      for name, old, new, looser in (
          ("delete_percent", 30, 31, True), ("delete_percent", 30, 29, False), ("deletes", 20, 21, True),
          ("deletes", 20, 0, False), ("update_percent", 50, 100, True), ("update_percent", 50, 49, False),
          ("price_factor", 5, 6, True), ("price_factor", 5, 2, False), ("price", 1000, 1001, True),
          ("price", 1000, 1, False))),
    ("default: git\n", "default: live\n", "policies.default", "git", "live", True, 4),
    ("default: git\n", "default: fail\n", "policies.default", "git", "fail", False, 4),
    ("enabled: fail", "enabled: git", "policies.fields.enabled", "fail", "git", True, 5),
    ("{enabled: fail}", "{enabled: fail, model_name: live}", "policies.fields.model_name", "git", "live", True, 5),
    ("{enabled: fail}", "{}", "policies.fields.enabled", "fail", "git", True, 5),
    ("model_name: fail", "model_name: live", "policies.models.b.fields.model_name", "fail", "live", True, 6),
    ("keep_days: 400", "keep_days: 399", "history.keep_days", 400, 399, True, 7),
    ("keep_days: 400", "keep_days: 401", "history.keep_days", 400, 401, False, 7),
    ("platform: any", "platform: mantle", "platform", "any", "mantle", False, 8),
    ("[{id: 'x-*', reason: theirs}]", "[]", "ignore", "id x-*", None, False, 9),
    ("theirs}", "theirs}, {record_id: r1, reason: theirs}", "ignore", None, "record_id r1", True, 9),
    ("roles_table: roles", "roles_table: all", "store.roles_table", "roles", "all", True, 12),
    ("table: models", "table: others", "store.table", "models", "others", True, 12),
    ("eu-central-1", "us-east-1", "store.region", "eu-central-1", "us-east-1", True, 12),
    ("https://a.test", "https://b.test", "store.endpoint", "https://a.test", "https://b.test", True, 12),
    (", profile: one", "", "store.profile", "one", None, True, 12),
    ("only: [{id: '*'}]", "only: [{id: '*'}, {tag: x}]", "only", None, "tag x", True, 13),
    ("except: [{id: z}]", "except: []", "except", "id z", None, True, 14),
    ("set: {enabled: false}", "set: {enabled: false, model_name: X}", "overrides", None, "id a: model_name", True, 17),
]  # fmt: skip


def loaded(folder: Path, text: str, **files: str) -> Catalog:
    """The catalog of the target `p`."""
    made = {name: model(f"protected: {str(name == 'a').lower()}\n", model_id=name) for name in ("a", "b")}
    return for_target(load_catalog(write_catalog(folder, {**made, **files}, settings=text)), "p")


def changes(folder: Path, before: str, after: str, **files: str) -> tuple[SettingChange, ...]:
    """What the second settings change of the first, which a store has remembered."""
    old = loaded(folder / "before", before)
    said = remembered(json.loads(json.dumps(in_force(old.settings, old.entries))))
    assert said == in_force(old.settings, old.entries)
    new = loaded(folder / "after", after, **files)
    return setting_changes(new, in_force(new.settings, new.entries), [Basis("main", said)])


@pytest.mark.parametrize(("text", "then", "name", "old", "new", "looser", "line"), EDITS, ids=lambda one: str(one)[:25])
def test_one_setting(
    text: str, then: str, name: str, old: object, new: object, looser: bool, line: int, tmp_path: Path
) -> None:
    """An edit of one setting is one change, with both values, at its line."""
    assert text in BEFORE
    (found,) = [one for one in changes(tmp_path, BEFORE, BEFORE.replace(text, then, 1)) if ".models." not in one.name
                or one.name == name]  # fmt: skip
    assert found[:5] == (name, old, new, looser, "main")
    assert (found.place.file.endswith("/catalog.yaml"), found.place.line) == (True, line)


_ITEMS: Final = (SelectorSettings, OverrideSettings, IgnoreSettings)
"""Shapes of what stands in lists, which are compared as one text each."""


def leaves(shape: type[BaseModel], path: str = "") -> set[str]:
    """Every setting of a shape, by its path."""
    found: set[str] = set()
    for name, field in shape.model_fields.items():
        inner = next((one for one in shapes_in(field.annotation) if one not in _ITEMS), None)
        found |= {path + name} if inner is None else leaves(inner, f"{path}{name}.")
    return found


def shapes_in(annotation: Any) -> list[type[BaseModel]]:
    """The shapes that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [shape for part in getattr(annotation, "__args__", ()) for shape in shapes_in(part)]


def test_no_setting_is_forgotten() -> None:
    """Whoever adds a setting has to say here, and in the comparison, what is looser of it."""
    told = {name for _, _, name, *_ in EDITS}
    known = {
        "name",  # another catalog, whose rows are others
        "targets.directory.path",  # see `test_another_kind`
        *(f"targets.dynamodb.{name.partition('.')[2]}" for name in told if name.startswith("store.")),
        *(f"{prefix}{name}" for prefix in ("", "targets.") for name in told if name.startswith("guards.")),
        *(f"{prefix}policies.{rest}" for prefix in ("", "targets.")
          for rest in ("default", "models.default", *(f"{level}fields.{name}" for level in ("", "models.")
                                                      for name in NAMES[1:]))),
        "history.keep_days",
        "platform",
        *(f"{prefix}ignore" for prefix in ("", "targets.") if "ignore" in told),
        *(f"warnings.{kind}" for kind in WARNINGS),  # see `test_warnings`
        "default_target",  # which plan is made, and not what is in it
        *("prices", "usage", "targets.usage"),  # no change of a row goes by them
        "order",  # what it does to rows is shown as changes
        "targets.order",
        *(f"targets.{name}" for name in ("only", "except", "overrides") if name in told),
    }  # fmt: skip
    assert leaves(CatalogSettings) == known
    assert leaves(TargetDefinition, "targets.") <= known


def test_warnings(tmp_path: Path) -> None:
    """A kind of warning that is switched off is looser, and stands at its line; one that is on again is not."""
    off = f"{BEFORE}warnings:\n  stray-file: off\n  price-noise: off\n"
    found = changes(tmp_path, BEFORE, off)
    assert [(*one[:5], one.place.line) for one in found] == [
        ("warnings.price-noise", "on", "off", True, "main", 22), ("warnings.stray-file", "on", "off", True, "main", 21),
    ]  # fmt: skip
    back = changes(tmp_path / "2", off, BEFORE)
    assert [one[:4] for one in back] == [
        ("warnings.price-noise", "off", "on", False), ("warnings.stray-file", "off", "on", False),
    ]  # fmt: skip


def test_another_kind(tmp_path: Path) -> None:
    """Another kind of store is a change of all that was said of it; so is a path."""
    folder = "    directory: {path: ../live}\n"
    found = {one.name: one[1:4] for one in changes(tmp_path, BEFORE, TOP + folder + REST)}
    assert found["store.kind"] == ("dynamodb", "directory", True)
    assert found["store.path"] == (None, "../live", True)
    assert found["store.table"] == ("models", None, True)
    (path,) = changes(tmp_path / "2", TOP + folder + REST, TOP + folder.replace("live", "other") + REST)
    assert path[:4] == ("store.path", "../live", "../other", True)


def test_settings_of_the_target(tmp_path: Path) -> None:
    """Limits and policies that a target gets of its own are compared with those that held, and stand in it."""
    found = {one.name: one for one in changes(tmp_path, BEFORE, TOP + TABLE + REST + TARGETS_OWN)}
    assert found["guards.max_deletes"][1:4] == (20, 7, False)
    assert found["guards.max_deletes"].place.line == 20
    assert found["policies.default"].place.line == 21
    back = {one.name: one for one in changes(tmp_path / "2", TOP + TABLE + REST + TARGETS_OWN, BEFORE)}
    assert back["guards.max_deletes"][1:4] == (7, 20, True)
    assert back["guards.max_deletes"].place.line == 2
    assert [one.loosened for one in back.values()] == sorted((one.loosened for one in back.values()), reverse=True)


def test_protection(tmp_path: Path) -> None:
    """A protection that is dropped is looser, at the line of the model; a rename is no drop; an override counts."""
    (dropped,) = changes(tmp_path, BEFORE, BEFORE, a=model("protected: false\n", model_id="a"))
    assert dropped[:4] == ("protected", "a", None, True)
    assert dropped.place.file.endswith("/models/a.yaml")
    text = BEFORE.replace("match: {id: a}", "match: {id: n}")
    renamed = changes(tmp_path / "2", BEFORE, text, a=model("protected: true\nrenamed_from: a\n", model_id="n"))
    assert [one for one in renamed if one.name == "protected"] == []
    off = changes(tmp_path / "3", BEFORE, BEFORE.replace("protected: true", "protected: false"))
    assert {one[:4] for one in off} == {
        ("overrides", "id b: protected true", None, True), ("overrides", None, "id b: protected false", True),
        ("protected", "b", None, True),
    }  # fmt: skip


def test_what_is_not_known_is_not_compared(tmp_path: Path) -> None:
    """An older version has remembered less, and a store of the environment is no setting."""
    new = loaded(tmp_path, BEFORE)
    said = in_force(new.settings, new.entries)
    assert setting_changes(new, said, [Basis("x", {})]) == ()
    bare = in_force(new.settings._replace(target=None), new.entries)
    assert [name for name in bare if name.startswith("store.")] == []
    found = setting_changes(new, said, [Basis("x", {**bare, "only": said["only"], "except": said["except"]})])
    assert {one.name for one in found} == {"overrides"}


def test_a_new_target(tmp_path: Path) -> None:
    """All that is said of the store of a target that the base does not have is new; so it is without a base."""
    new = loaded(tmp_path, BEFORE)
    base = new.settings._replace(targets={}, target=None)
    for basis in (basis_of("main", base, "p"), basis_of("main", None, "p")):
        found = setting_changes(new, in_force(new.settings), [basis])
        stores = {one.name: one[1:4] for one in found if one.name.startswith("store.")}
        assert stores["store.endpoint"] == (None, "https://a.test", True)
        assert len(stores) == 6
    assert basis_of("main", None, None).said == {}


def test_several_bases(tmp_path: Path) -> None:
    """What two bases have alike is told of the first; what they have otherwise, of each."""
    new = loaded(tmp_path, BEFORE)
    said = in_force(new.settings, new.entries)
    low, lower = {**said, "guards.max_deletes": 3}, {**said, "guards.max_deletes": 2}
    one = setting_changes(new, said, [Basis("main", low), Basis("the last sync", low)])
    assert [(change.before, change.since) for change in one] == [(3, "main")]
    two = setting_changes(new, said, [Basis("main", low), Basis("the last sync", lower)])
    assert [(change.before, change.since) for change in two] == [(3, "main"), (2, "the last sync")]


POLICIES: Final = st.sampled_from(["git", "live", "fail"])
FIELDS: Final = st.dictionaries(st.sampled_from(["enabled", "model_name"]), POLICIES)
SETS: Final = st.builds(
    Policies, POLICIES, FIELDS,
    st.dictionaries(st.sampled_from("ab"), st.builds(ModelPolicies, st.none() | POLICIES, FIELDS)),
)  # fmt: skip
RANK: Final = ("live", "git", "fail")


@given(SETS, SETS)
def test_the_stricter_policy_counts(one: Policies, other: Policies) -> None:
    """Where anything is looser, each field of each model has the stricter of both; otherwise nothing is touched."""
    said = {"policies": {"default": other.default, "fields": other.fields,
                         "models": {name: model._asdict() for name, model in other.models.items()}}}  # fmt: skip
    found = stricter_policies(one, said)
    looser = False
    for name in ("a", "b", "of no policy"):
        for field in NAMES[1:]:
            mine, theirs, strict = (which.of(name).get(field, "git") for which in (one, other, found))
            looser = looser or RANK.index(mine) < RANK.index(theirs)
            assert strict == (max(mine, theirs, key=RANK.index) if found is not one else mine)
    assert (found is not one) >= looser


def test_the_stricter_limits_count() -> None:
    """Each limit as low as either has it; one that is not known counts as it is."""
    limits = stricter_limits(GuardLimits(), {"guards.max_deletes": 3, "guards.max_price": 5000})
    assert limits == GuardLimits(max_deletes=3)


@pytest.mark.parametrize("forged", [
    None, [], "x", 7, {"guards.max_deletes": "many"}, {"guards.max_deletes": float("nan")},
    {"guards.max_price": 10**400},
    {"policies": {}}, {"policies": {"default": None, "fields": {}, "models": {}}},
    {"policies": {"default": "x", "fields": {}, "models": {}}}, {"protected": 7},
    {"policies": {"default": "git", "fields": {"enabled": []}, "models": {}}}, {"guards.max_deletes": True},
])  # fmt: skip
def test_what_no_version_has_written_is_not_known(forged: object) -> None:
    """A store that others write says nothing then, and stops nothing."""
    assert remembered(forged) is None


def test_what_a_newer_version_says_more_is_left_out() -> None:
    """So that two versions do not write in turn."""
    assert remembered({"guards.max_deletes": 3, "guards.max_new": "x", "colour": 7}) == {"guards.max_deletes": 3}
