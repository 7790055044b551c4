"""What is damaged, and which commands then have to bear it: a kind of input is a function here."""

from __future__ import annotations

import json
import sys
import zlib
from binascii import a2b_base64, b2a_base64
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import yaml

from tests.fuzz.mutation import damaged, forged, json_text
from tests.fuzz.table import items_of, looks
from tests.fuzz.world import ran, wrong_in
from tests.hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from tests.fuzz.prepare import Prepared

    Kind = Callable[[Random, Prepared], Iterator[str]]

STORE: Final = "managed_models/"
CATALOG: Final = "catalog/"
_FORMS: Final = ("text", "json", "markdown")
_IN_CI: Final = {"GITHUB_ACTIONS": "true"}


def _sometimes(random: Random, share: float) -> bool:
    return random.random() < share


def model_file(random: Random, made: Prepared) -> Iterator[str]:
    """A definition."""
    name = random.choice(made.world.names("catalog/models/"))
    made.world.write(name, _yaml_file(random, made, name, made.world.names("catalog/models/")))
    yield from _of_catalog(random, made)
    if _sometimes(random, 0.15):
        yield from made.world.faults("fmt", may_write=(CATALOG,))
        yield from made.world.faults("fmt", "--check")


def settings_file(random: Random, made: Prepared) -> Iterator[str]:
    """`catalog.yaml`, or a file of `targets/`."""
    name = random.choice(("catalog/catalog.yaml", "catalog/catalog.yaml", "catalog/targets/other.yaml"))
    made.world.write(name, _yaml_file(random, made, name, ["catalog/catalog.yaml", "catalog/targets/other.yaml"]))
    yield from _of_catalog(random, made)
    if _sometimes(random, 0.3):
        yield from made.world.faults("targets", "--no-cache", "--format", random.choice(("text", "json")))
    if _sometimes(random, 0.3):
        yield from made.world.faults("plan", "--no-cache", "--target", random.choice(("other", "test")))
    if _sometimes(random, 0.2):
        form = random.choice(("text", "json", "summary", "github", "sarif"))
        yield from made.world.faults("plan", "--no-cache", "--all-targets", "--format", form)


def _yaml_file(random: Random, made: Prepared, name: str, alike: list[str]) -> bytes:
    """The file with damage to its bytes, or as another document: JSON is YAML."""
    data = made.world.data(name)
    if _sometimes(random, 0.6):
        return damaged(random, data, *map(made.world.data, alike))
    document = forged(random, yaml.safe_load(data))
    return json_text(document, indent=2, ensure_ascii=_sometimes(random, 0.5)).encode("utf-8", "surrogatepass")


def _of_catalog(random: Random, made: Prepared) -> Iterator[str]:
    form = random.choice((*_FORMS, "github", "sarif"))
    environment = _IN_CI if form == "github" or _sometimes(random, 0.05) else None
    yield from made.world.faults("validate", "--no-cache", "--format", form, environment=environment)
    if _sometimes(random, 0.3):
        yield from made.world.faults("plan", "--no-cache", "--format", random.choice(_FORMS))
    if _sometimes(random, 0.1):
        yield from made.world.faults("list", "--no-cache", *random.choice(((), ("--explain", "gemini-2.5-pro"))))
    if _sometimes(random, 0.02):
        yield from made.world.faults("doctor", "--no-cache")
    if _sometimes(random, 0.05):
        yield from made.world.faults("sync", "--no-cache", "--yes", may_write=(STORE,))


def saved_plan(random: Random, made: Prepared) -> Iterator[str]:
    """A saved plan whose checksum is right."""
    name = random.choice(made.world.names("plan", ".json"))
    document = json.loads(made.world.data(name))
    del document["checksum"]
    part = "plan" if _sometimes(random, 0.8) else None
    changed = {**document, "plan": forged(random, document["plan"])} if part else forged(random, document)
    made.world.write("plan.json", with_checksum(json_text(changed)))
    yield from made.world.faults("show", "plan.json", "--format", random.choice(_FORMS), *_verbose(random))
    if _sometimes(random, 0.4):
        yield from made.world.faults("apply", "plan.json", may_write=(STORE,))
    if _sometimes(random, 0.2):
        yield from made.world.faults("sync", "--reviewed", "plan.json", "--yes", may_write=(STORE,))


def _verbose(random: Random) -> tuple[str, ...]:
    return ("--verbose",) if _sometimes(random, 0.3) else ()


def with_checksum(text: str) -> bytes:
    """A plan's file that nobody can tell from one that was saved so."""
    body = text.rstrip().removesuffix("}").encode("utf-8", "surrogatepass")
    return body + b',\n"checksum": "%s"}\n' % sha256(body).hexdigest().encode()


def row_file(random: Random, made: Prepared) -> Iterator[str]:
    """A record's file in the directory."""
    rows = [name for name in made.world.names(STORE, ".json") if ".syncer" not in name]
    name = random.choice(rows)
    data = made.world.data(name)
    if _sometimes(random, 0.4):
        data = damaged(random, data, *map(made.world.data, rows))
    else:
        data = json_text(forged(random, json.loads(data))).encode("utf-8", "surrogatepass")
    made.world.write(name, data)
    yield from _of_store(random, made)
    if _sometimes(random, 0.1):
        yield from made.world.faults("drift", "--propose", may_write=("catalog/models/",))
    if _sometimes(random, 0.1):
        yield from made.world.faults("import", "--dry-run")
    if _sometimes(random, 0.05):
        yield from made.world.faults("import", may_write=(CATALOG,))


def _of_store(random: Random, made: Prepared) -> Iterator[str]:
    form = random.choice(_FORMS)
    yield from made.world.faults("plan", "--unmanaged", "--format", form, *_verbose(random))
    if _sometimes(random, 0.3):
        yield from made.world.faults("drift", "--format", form)
    if _sometimes(random, 0.2):
        yield from made.world.faults("list", "--live", "--format", form)
    if _sometimes(random, 0.05):
        yield from made.world.faults("doctor", "--format", random.choice(("text", "json")))
    if _sometimes(random, 0.2):
        yield from made.world.faults("sync", "--yes", "--allow-deletes", "9", may_write=(STORE,))


def table_items(random: Random, made: Prepared) -> Iterator[str]:
    """The items of a DynamoDB table: rows, lock, history, inventory."""
    items = items_of(made.rows, body=made.body, inventory=made.inventory, catalog=made.catalog.settings.name)
    items = json.loads(json.dumps(items))
    if _sometimes(random, 0.2):
        body, inventory = forged(random, json.loads(made.body)), forged(random, json.loads(made.inventory))
        items = items_of(made.rows, body=json_text(body).encode("utf-8", "surrogatepass"),
                         inventory=json_text(inventory).encode("utf-8", "surrogatepass"),
                         catalog=made.catalog.settings.name)  # fmt: skip
    else:
        items = _loadable(json_text(forged(random, items)), items)
    done = ran(lambda: sys.stdout.write(looks(items, made.catalog)) and 0, limit=20 * made.world.limit, environment={})
    made.world.slowest = max(made.world.slowest, done.seconds)
    yield from wrong_in(done, limit=made.world.limit, is_ci=False)
    if "exit code 1" in done.out:
        yield done.out[-300:]


def _loadable(text: str, otherwise: Any) -> Any:
    """What a client makes of an answer: deeper or longer than the JSON that it reads is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return otherwise
    return found if isinstance(found, list) else otherwise


def lock_file(random: Random, made: Prepared) -> Iterator[str]:
    """The lock of the directory."""
    held = random.choice(HOSTILE).encode("utf-8", "surrogatepass") * random.choice((1, 1, 1, 3000))
    made.world.write(f"{STORE}.syncer/lock", damaged(random, held))
    yield from made.world.faults("sync", "--yes", may_write=(STORE,))


def history_entry(random: Random, made: Prepared) -> Iterator[str]:
    """An entry of the history: its file, or what is in it."""
    names = made.world.names(f"{STORE}.syncer/history/")
    name = random.choice(names)
    data = made.world.data(name)
    made.world.write(name, damaged(random, data, *map(made.world.data, names)) if _sometimes(random, 0.2)
                     else _another_entry(random, json.loads(data)))  # fmt: skip
    apply_id = name.rpartition("/")[2].removesuffix(".json")
    form = random.choice(("text", "json"))
    for words in (("history",), ("history", "--model", made.model_id), ("show", apply_id), ("revert", apply_id)):
        if _sometimes(random, 0.6):
            yield from made.world.faults(*words, "--format", form)


def _another_entry(random: Random, document: dict[str, Any]) -> bytes:
    """The entry with another head, or another body."""
    head = {name: document[name] for name in ("head", "models")}
    body = zlib.decompress(a2b_base64(document["body"]))
    if _sometimes(random, 0.3):
        head = forged(random, head)
    else:
        body = json_text(forged(random, json.loads(body))).encode("utf-8", "surrogatepass")
    packed = b2a_base64(zlib.compress(body), newline=False).decode()
    first = json_text({**head, "bytes": len(packed)} if isinstance(head, dict) else head)
    return f'{first.removesuffix("}")},\n"body": "{packed}"}}\n'.encode("utf-8", "surrogatepass")


def inventory_file(random: Random, made: Prepared) -> Iterator[str]:
    """What a sync remembers of a store."""
    name = made.world.names(f"{STORE}.syncer/inventory-")[0]
    text = json_text(forged(random, json.loads(made.world.data(name)))).encode("utf-8", "surrogatepass")
    made.world.write(name, damaged(random, made.world.data(name)) if _sometimes(random, 0.3) else text)
    yield from _of_store(random, made)


def journal_file(random: Random, made: Prepared) -> Iterator[str]:
    """What a sync that was interrupted has left."""
    names = [name.removeprefix(STORE) for name in made.world.names(STORE, ".json")]
    one, other = (random.choice((*names, "../plan.json", ".syncer/lock")) for _ in range(2))
    document = {"changes": [[one, None, "{}"], [other, made.world.data(f"{STORE}{names[0]}").decode(), None]]}
    text = json_text(forged(random, document)).encode("utf-8", "surrogatepass")
    made.world.write(f"{STORE}.syncer/journal.json", damaged(random, text) if _sometimes(random, 0.2) else text)
    yield from _of_store(random, made)


def pull_request(random: Random, made: Prepared) -> Iterator[str]:
    """The description of a pull request, as text and in GitHub's event."""
    texts = [made.world.data("text.md"), *(text.encode("utf-8", "surrogatepass") for text in HOSTILE)]
    text = damaged(random, texts[0], *texts)
    if _sometimes(random, 0.1):
        text = random.choice((b" ", b"`", b"<!--", b"syncer:", b"-->", b"\t", b"'", b"--")) * random.choice(
            (100, 65_000)
        )
    if _sometimes(random, 0.3):
        event = forged(random, {"pull_request": {"body": text.decode("utf-8", "replace"), "number": 1}, "action": "x"})
        text = json_text(event).encode("utf-8", "surrogatepass")
    made.world.write("text.md", text)
    yield from made.world.faults("plan", "--allow-from", "text.md", "--format", random.choice(_FORMS))


KINDS: Final[dict[str, tuple[Kind, int]]] = {
    "model files": (model_file, 22),
    "catalog.yaml and targets": (settings_file, 20),
    "saved plans": (saved_plan, 20),
    "rows of a directory": (row_file, 12),
    "items of a table": (table_items, 8),
    "entries of the history": (history_entry, 6),
    "pull requests' texts": (pull_request, 5),
    "inventories": (inventory_file, 3),
    "journals": (journal_file, 3),
    "lock files": (lock_file, 1),
}
"""Each kind, and how many of a hundred inputs are of it."""
