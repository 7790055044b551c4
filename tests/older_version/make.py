"""Makes the data of one version: `python -m tests.older_version.make [--python PYTHON] FOLDER`.

It plays the story of `story.py` with the `syncer` of that Python, in a scratch folder and on a DynamoDB Local, and
writes what is left after each step into FOLDER, such as `tests/older_version/made_by_0_1_0`. FOLDER must not exist.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from tests.emulator import running
from tests.older_version.places import FOLDER, REGION, Files, Items, changed, item_of, text_of
from tests.older_version.recorded import parts_of, resealed
from tests.older_version.story import CATALOG, FILES, STAMP, STORY, TARGETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.emulator import Emulator
    from tests.older_version.places import State
    from tests.older_version.story import Row, Step

NEUTRAL_PATH: Final = "/srv/campus/managed_models"
"""What a saved plan says instead of the scratch folder."""
APPLIED: Final = frozenset({"apply", "revert", "sync"})
"""How a step ends that does what its plan says."""
JSON: Final = ("--format", "json")
EVERY_RUN: Final = '''\
"""Every run is on a machine named ci. One that is to be killed dies in the midst of its writes."""
import os
import socket
import sys

socket.gethostname = lambda: "ci"


def _die_at_second_row(event, arguments):
    global renamed
    if event == "os.rename" and ".syncer" in str(arguments[0]) and str(arguments[1]).endswith(".json"):
        renamed += 1
        if renamed == 3:  # the journal, a row, and then no other
            os._exit(9)


def _die_at_transaction():
    import botocore.client

    call = botocore.client.BaseClient._make_api_call

    def dying(self, operation, *rest):
        return os._exit(9) if operation == "TransactWriteItems" else call(self, operation, *rest)

    botocore.client.BaseClient._make_api_call = dying


renamed = 0
if os.environ.get("TO_BE_KILLED") == "development":
    sys.addaudithook(_die_at_second_row)
if os.environ.get("TO_BE_KILLED") == "production":
    _die_at_transaction()
'''


class Scratch:
    """A catalog in Git, its two stores, and the command line of the version."""

    def __init__(self, folder: Path, python: str, emulator: Emulator) -> None:
        self.folder = folder
        self._python = python
        self._environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder / "home"), "PYTHONPATH": str(folder / "every_run"),
            "LOGNAME": "ci", "USER": "ci", "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": "campus/models", "GITHUB_RUN_ID": "1", **emulator.environment,
            "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
            **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
               for what, value in (("NAME", "ci"), ("EMAIL", "ci@example.org"), ("DATE", "2026-02-01T12:00:00Z"))},
        }  # fmt: skip
        self.work = folder / "campus"
        self.catalog = Files(self.work / "catalog")
        self.stores: Mapping[str, Files | Items] = {
            "development": Files(self.work / FOLDER),
            "production": Items(emulator),
        }
        for name in ("home", "every_run", "campus"):
            (folder / name).mkdir()
        (folder / "every_run" / "sitecustomize.py").write_text(EVERY_RUN, encoding="utf-8")
        (self.work / ".gitignore").write_text(f"/{FOLDER}/\n/plan.json\n", encoding="utf-8")
        self.git("init", "--quiet")

    def git(self, *words: str) -> str:
        """Run git in the catalog's repository; what it prints."""
        return self._run(["git", *words], 0, {})

    def syncer(self, *words: str, exits: tuple[int, ...] = (0,), **env: str) -> str:
        """Run the version's syncer; what it prints."""
        return self._run([self._python, "-m", "syncer", *words], exits, env)

    def _run(self, command: list[str], exits: tuple[int, ...] | int, env: Mapping[str, str]) -> str:
        done = subprocess.run(
            command, cwd=self.work, env={**self._environment, **env}, capture_output=True, text=True, check=False
        )
        if done.returncode not in ((exits,) if isinstance(exits, int) else exits):
            raise SystemExit(f"{command} exits with {done.returncode}\n{done.stdout}\n{done.stderr}")
        self.code = done.returncode
        return done.stdout

    def edit(self, target: str, step: Step) -> None:
        """What the page does to the rows of one store."""
        store = self.stores[target]
        state = store.state()
        rows = {name: _row(text) for name, text in state.items() if store.is_row(name)}
        names = {str(row["modelId"]): name for name, row in rows.items()}
        for made in step.made:
            state |= _texts(target, made)
        for model_id in step.edited:
            attributes = _edits(step, target, model_id)
            name = names.get(model_id)
            if name is not None and attributes is None:
                del state[name]
            elif name is not None and attributes is not None:
                state |= _texts(target, {**rows[name], "updatedAt": STAMP, **attributes})
        store.put(state)


def _row(text: str) -> Row:
    """A row of either store, with numbers as they are in it."""
    content = item_of(text)
    if "PK" not in content:
        return content
    read = TypeDeserializer().deserialize
    return {name: read(value) for name, value in content.items() if name not in {"PK", "SK", "GSI1PK", "GSI1SK"}}


def _texts(target: str, row: Row) -> State:
    """The row as the store of that target holds it, by the name that it has there."""
    if target == "development":
        return {f"{row['id']}.json": json.dumps(row, indent=2, ensure_ascii=False) + "\n"}
    key = f"MODEL#{row['id']}"
    keys = {"PK": key, "SK": key, "GSI1PK": f"MODEL#{row['modelId']}", "GSI1SK": key}
    item = {name: TypeSerializer().serialize(_exact(value)) for name, value in {**keys, **row}.items()}
    return {f"MODEL.{row['id']}.json": text_of(item)}


def _exact(value: Any) -> Any:
    """The value as boto3 takes it: no floats."""
    if isinstance(value, dict):
        return {name: _exact(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_exact(part) for part in value]
    return Decimal(repr(value)) if isinstance(value, float) else value


def _edits(step: Step, target: str, model_id: str) -> Row | None:
    """What the page changes of a row; None when it deletes it."""
    common = step.edited[model_id]
    if common is None or target == "development":
        return common
    return {**common, **step.edited_in_table.get(model_id, {})}


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the texts as files of the folder, which is made when there are any."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


class Played(NamedTuple):
    """What one step left of one store."""

    texts: dict[str, str]
    """Its files by name."""
    exit: int
    """Of `plan` or `revert`."""
    state: State
    """The store afterwards."""
    last: str
    """The id of the last apply."""


def play(scratch: Scratch, step: Step, target: str, before: State, last: str) -> Played:
    """One step on one store. `before` is the state after the step before, `last` the apply of that step."""
    store, on = scratch.stores[target], ("--target", target)
    scratch.edit(target, step)
    edited = store.state()
    plan = scratch.work / "plan.json"
    words = ("revert", last) if step.how == "revert" else ("plan", *step.options)
    printed = {"plan": scratch.syncer(*words, *on, *JSON, "--out", str(plan), exits=(0, 5))}
    code = scratch.code
    saved = {"saved.json": _neutral(plan.read_text(encoding="utf-8"), scratch)} if step.how in APPLIED else {}
    printed |= {name: scratch.syncer(*asked, *on, *JSON, exits=(0, 2)) for name, asked in _asked_before(step, last)}
    if step.how in {"apply", "revert"}:
        scratch.syncer("apply", str(plan))
    elif step.how == "sync":
        scratch.syncer("sync", "--yes", *on, *step.options)
    elif step.how == "killed":
        scratch.syncer("sync", "--yes", *on, exits=(9,), TO_BE_KILLED=target)
    if step.how in APPLIED:
        last = json.loads(scratch.syncer("history", *on, *JSON))["applies"][0]["apply_id"]
    if step.how == "sync":
        printed["apply"] = scratch.syncer("show", last, *on, *JSON)
    after = store.state()
    texts = {
        **{f"{name}.json": _compact(text) for name, text in printed.items()},
        **saved,
        **{f"before/{name}": text for name, text in changed(before, edited).items()},
        **{f"after/{name}": text for name, text in changed(edited, after).items()},
    }
    return Played(texts, code, after, last)


def _asked_before(step: Step, last: str) -> list[tuple[str, tuple[str, ...]]]:
    """What is asked before the step's plan is applied, by the name of the answer."""
    asked: dict[str, list[tuple[str, tuple[str, ...]]]] = {
        "revert": [("reverted", ("show", last))],
        "plan": [("drift", ("drift",))],
        "killed": [("history", ("history",)), ("story", ("history", "--model", "mistral-large-2"))],
    }
    return asked.get(step.how, [])


def _compact(document: str) -> str:
    """The same JSON without spaces: there are many documents."""
    return json.dumps(json.loads(document), separators=(",", ":"), ensure_ascii=False) + "\n"


def _neutral(plan: str, scratch: Scratch) -> str:
    """The saved plan without the path of the scratch folder."""
    where = parts_of(plan)["target"]
    neutral = resealed(plan, {"target": {**where, "path": NEUTRAL_PATH}}) if "path" in where else plan
    if str(scratch.folder) in neutral:
        raise SystemExit("the saved plan names the scratch folder")
    return neutral


def make(folder: Path, python: str, emulator: Emulator) -> None:
    """Play the story, and write what it leaves."""
    with tempfile.TemporaryDirectory() as place:
        scratch = Scratch(Path(place).resolve(), python, emulator)
        version = scratch.syncer("--version").split()[1]
        told: list[dict[str, Any]] = []
        catalog: State = {}
        states: dict[str, State] = {target: {} for target in TARGETS}
        last = dict.fromkeys(TARGETS, "")
        for step in STORY:
            wanted = {**catalog, "catalog.yaml": CATALOG, **{FILES[name]: text for name, text in step.git.items()}}
            wanted = {name: text for name, text in wanted.items() if text}
            write(folder / step.name / "catalog", changed(catalog, wanted))
            scratch.catalog.put(wanted)
            catalog = wanted
            scratch.git("add", "--all")
            scratch.git("commit", "--quiet", "--allow-empty", "--message", step.name)
            if step is STORY[0]:
                scratch.syncer("table", "create", "--target", "production")
            exits = {}
            for target in TARGETS:
                played = play(scratch, step, target, states[target], last[target])
                states[target], last[target], exits[target] = played.state, played.last, played.exit
                write(folder / step.name / target, played.texts)
            told.append({"name": step.name, "how": step.how, "options": step.options, "exits": exits})
        write(folder, {"made.json": json.dumps({"version": version, "steps": told}, indent=2) + "\n"})


def main() -> None:
    """Read the command line, and make the data."""
    parser = argparse.ArgumentParser(prog="python -m tests.older_version.make", description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the Python in which the version is installed")
    parser.add_argument("folder", type=Path, help="where to write; must not exist")
    given = parser.parse_args()
    emulator = running()
    if isinstance(emulator, str):
        raise SystemExit(emulator)
    if given.folder.exists():
        raise SystemExit(f"{given.folder} exists; remove it first, or name another folder")
    make(given.folder, os.path.abspath(given.python), emulator)


if __name__ == "__main__":
    main()
