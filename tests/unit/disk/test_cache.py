"""The cache of verdicts: what it keeps, when it is not trusted, and that nobody can tell whether it was there."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import syncer
from syncer.disk import cache as cache_module
from syncer.disk.cache import Cache, cache_folder
from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from tests.examples import examples
from tests.unit.catalog_files import model, put, said, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

VERDICT = [["gpt-4o", None, True, 2.5, {"params": {"t": {"min": 0}}}], {"model_id": 1}, "ü"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cache folder that is not there yet."""
    return tmp_path / "home" / "cache"


def _filled(folder: Path, /, **verdicts: object) -> Path:
    cache = Cache(folder, "s")
    for key, value in verdicts.items():
        cache.put(key, value)
    cache.save()
    (path,) = folder.iterdir()
    return path


def test_a_verdict_is_there_in_the_next_run(folder: Path) -> None:
    """What one run keeps, the next run finds, value for value and type for type."""
    _filled(folder, a=VERDICT, b=0.1)
    found = Cache(folder, "s")
    assert repr(found.get("a")) == repr(VERDICT)
    assert (found.get("b"), found.get("c")) == (0.1, None)


def test_a_verdict_is_not_there_before_it_is_saved(folder: Path) -> None:
    """A run that is not saved leaves nothing behind, and finds nothing that it did not find before."""
    cache = Cache(folder, "s")
    cache.put("a", 1)
    assert cache.get("a") is None
    assert not folder.exists()


def test_subjects_do_not_mix(folder: Path) -> None:
    """Two catalogs have two caches, whatever bytes their paths hold."""
    cache = Cache(folder, "catalog /a\udcff")
    cache.put("a", 1)
    cache.save()
    assert Cache(folder, "catalog /b").get("a") is None
    assert Cache(folder, "catalog /a\udcff").get("a") == 1


def _flip(at: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "first byte": _flip(0),
    "a byte of the version": _flip(10),
    "a byte of the checksum": _flip(40),
    "first byte of the body": lambda data: _flip(data.index(b"\n") + 1)(data),
    "middle byte": lambda data: _flip(len(data) // 2)(data),
    "last byte": lambda data: _flip(len(data) - 1)(data),
    "cut by one": lambda data: data[:-1],
    "cut in half": lambda data: data[: len(data) // 2],
    "header only": lambda data: data.partition(b"\n")[0],
    "empty": lambda data: data[:0],
    "something behind": lambda data: data + b"\0",
    "something else": lambda _: b"{}" * 100,
    "zeros": lambda data: bytes(len(data)),
    "twice": lambda data: data * 2,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_cache_is_as_good_as_none(damage: Callable[[bytes], bytes], folder: Path) -> None:
    """A cache file with any damage gives no verdict, and the next save puts it right."""
    path = _filled(folder, a=VERDICT)
    path.write_bytes(damage(path.read_bytes()))
    cache = Cache(folder, "s")
    assert cache.get("a") is None
    cache.put("a", 2)
    cache.save()
    assert Cache(folder, "s").get("a") == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_single_changed_byte_goes_unseen(data: st.DataObject, folder: Path) -> None:
    """Wherever one byte changes, nothing of the file is believed."""
    path = _filled(folder, a=VERDICT)
    good = path.read_bytes()
    at, by = data.draw(st.integers(0, len(good) - 1)), data.draw(st.integers(1, 255))
    path.write_bytes(good[:at] + bytes([good[at] ^ by]) + good[at + 1 :])
    assert Cache(folder, "s").get("a") is None
    path.write_bytes(good)
    assert Cache(folder, "s").get("a") == VERDICT


def test_a_body_that_is_no_mapping(folder: Path) -> None:
    """A file with the right checksum whose content is of another form gives nothing."""
    path = _filled(folder, a=1)
    header = path.read_bytes().partition(b" ")[0]
    for value in ([1, 2], 5, None, "text"):
        body = marshal.dumps(value)
        path.write_bytes(header + b" %08x\n" % crc32(body) + body)
        assert Cache(folder, "s").get("a") is None


def test_other_code_makes_other_verdicts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that another version of the code, of Python or of a library wrote is not believed."""
    _filled(folder, a=1)
    with monkeypatch.context() as context:
        context.setattr(cache_module, "_code_version", lambda: b"f" * 32)
        assert Cache(folder, "s").get("a") is None
    assert Cache(folder, "s").get("a") == 1


def test_the_version_follows_every_module_that_makes_verdicts(tmp_path: Path) -> None:
    """Every module and schema that a verdict goes through counts towards the version of the code."""
    root = Path(syncer.__file__).parent.parent
    put(tmp_path / "x.yaml", model("supported_params: {params: {t: {min: 1}}}\n"))
    code = (
        "import sys\nfrom syncer.load.read_file import check_model, check_settings\n"
        f"check_model(open({str(tmp_path / 'x.yaml')!r}, 'rb').read() + b'max_output_tokens: 1e3')\n"
        "check_model(b'model_name: 5'); check_settings(b'name: t'); check_settings(b'name: T')\n"
        "from syncer.stores.codec import judge\njudge({}); judge({'id': 'x'})\n"
        "print(*sorted(name for name in sys.modules if name.partition('.')[0] in ('syncer', 'schemas')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = {f"{name.replace('.', '/')}.py" for name in done.stdout.split()}
    files = {name if (root / name).exists() else name.replace(".py", "/__init__.py") for name in modules}
    no_verdict = {
        "schemas/__init__.py", "syncer/__init__.py", "syncer/stores/__init__.py", "syncer/errors.py",
        "syncer/model/records.py",
        "syncer/disk/__init__.py", "syncer/load/__init__.py", "syncer/model/__init__.py", "syncer/yaml/__init__.py",
        "syncer/stores/directory/__init__.py",
    }  # fmt: skip
    missing = files - set(cache_module._CODE) - no_verdict
    assert missing == set()
    assert [name for name in cache_module._CODE if not (root / name).is_file()] == []


def test_what_is_no_longer_used_goes(folder: Path) -> None:
    """A run that adds something keeps only what it used; one that used less than half drops the rest as well."""
    _filled(folder, **{str(number): number + 1 for number in range(10)})
    added = Cache(folder, "s")
    assert added.get("1") == 2
    added.put("new", 1)
    added.save()
    assert [Cache(folder, "s").get(key) for key in ("1", "2", "new")] == [2, None, 1]
    _filled(folder, **{str(number): number + 1 for number in range(10)})
    fewer = Cache(folder, "s")
    assert [fewer.get(str(number)) for number in range(4)] == [1, 2, 3, 4]
    fewer.save()
    assert [Cache(folder, "s").get(str(number)) for number in range(6)] == [1, 2, 3, 4, None, None]


def test_nothing_is_written_when_nothing_changed(folder: Path) -> None:
    """A run that found everything does not touch the file."""
    path = _filled(folder, a=1, b=2)
    os.utime(path, ns=(1, 1))
    cache = Cache(folder, "s")
    assert [cache.get("a"), cache.get("b")] == [1, 2]
    cache.save()
    assert path.stat().st_mtime_ns == 1


UNWRITABLE: dict[str, Callable[[Path], object]] = {
    "a file where the folder should be": lambda folder: put(folder, "x"),
    "a file above it": lambda folder: put(folder.parent, "x"),
    "a link that leads nowhere": lambda folder: _link(folder, "nothing/at/all"),
    "a loop": lambda folder: _link(folder, folder.name),
}


def _link(path: Path, target: str) -> None:
    path.parent.mkdir()
    path.symlink_to(target)


@pytest.mark.parametrize("spoil", UNWRITABLE.values(), ids=UNWRITABLE)
def test_a_folder_that_cannot_be_written(spoil: Callable[[Path], object], folder: Path) -> None:
    """Where nothing can be kept, a run goes on as if nothing had been kept before."""
    spoil(folder)
    cache = Cache(folder, "s")
    cache.put("a", 1)
    cache.save()
    assert Cache(folder, "s").get("a") is None


@pytest.mark.parametrize("folder_name", ["n" * 300, "/dev/null/.cache", "/proc/nothing"])
def test_a_folder_that_cannot_be(folder_name: str, tmp_path: Path) -> None:
    """A name that the system refuses is no error either."""
    cache = Cache(tmp_path / folder_name, "s")
    cache.put("a", 1)
    cache.save()


def test_a_folder_in_place_of_the_file(folder: Path) -> None:
    """A folder that has the cache file's name is left alone, and nothing is left beside it."""
    path = _filled(folder, a=1)
    path.unlink()
    put(path / "something", "x")
    cache = Cache(folder, "s")
    cache.put("a", 1)
    cache.save()
    assert [child.name for child in folder.iterdir()] == [path.name]


def test_a_pipe_in_place_of_the_file(folder: Path) -> None:
    """A pipe that has the cache file's name is not waited on."""
    path = _filled(folder, a=1)
    path.unlink()
    os.mkfifo(path)
    assert Cache(folder, "s").get("a") is None


def test_two_at_once(folder: Path) -> None:
    """Of two runs that end together one whole file stays, and nothing else."""
    one, other = Cache(folder, "s"), Cache(folder, "s")
    one.put("a", 1)
    other.put("b", 2)
    one.save()
    other.save()
    found = Cache(folder, "s")
    assert (found.get("a"), found.get("b")) == (None, 2)
    assert len(list(folder.iterdir())) == 1


WRITER = """
import sys
from pathlib import Path
from syncer.disk.cache import Cache
for turn in range(40):
    cache = Cache(Path(sys.argv[1]), "s")
    found = cache.get("a")
    assert found is None or (len(found) == 20_000 and len(set(found)) == 1), found
    cache.put("a", [int(sys.argv[2])] * 20_000)
    cache.save()
"""


def test_many_processes_at_once(folder: Path) -> None:
    """Processes that write one cache file over and over never read a half of one, and leave one file."""
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, folder, str(number)]) for number in range(4)]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    assert len(list(folder.iterdir())) == 1


def test_the_folder_is_for_its_owner_only(folder: Path) -> None:
    """The cache folder is made so that nobody else can put verdicts into it."""
    assert _filled(folder, a=1).parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("environment", "path"),
    [({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/model-catalog-sync"),
     ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/model-catalog-sync"),
     ({"XDG_CACHE_HOME": "", "HOME": "/h"}, "/h/.cache/model-catalog-sync"),
     ({"HOME": "relative"}, "/dev/null/.cache/model-catalog-sync")],
)  # fmt: skip
def test_where_the_cache_is(environment: dict[str, str], path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache is in the user's cache directory, by the environment that is handed in; never in the current folder."""
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache_folder(environment) == path


def test_where_the_cache_is_on_a_mac(monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS it is in the user's Library."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache_folder({"HOME": "/h"}) == "/h/Library/Caches/model-catalog-sync"


def _told(catalog: str, cache: Cache | None) -> tuple[Any, ...]:
    try:
        loaded = load_catalog(catalog, cache=cache)
    except CatalogError as error:
        return error.problems, error.name, error.valid_models
    return repr(loaded.settings), repr([tuple(entry) for entry in loaded.entries]), loaded.warnings


_values = st.sampled_from(["1", "0.7999999999999999", "-1", "free", "1e-7", ".inf", "0.5"])
_more = st.sampled_from([
    "", "", "is_default: true\n", "enabled: false\n", "available_to_roles: [a, a]\n", "colour: red\n", "\tx\n",
    "supported_params: {params: {t: {min: 1, max: 2.0, default: null}}}\n", "supports_caching: null\n",
    "knowledge_cutoff_date: ' x'\n", "max_output_tokens: null\n", "? [a]\n", "cache_read_price_per_million_tokens: 3\n",
])  # fmt: skip
_names = st.sampled_from(["name: t\n", "name: T\n", "name: t\nguards: {max_deletes: 2}\n"])
_files = st.lists(st.tuples(st.sampled_from(["a", "A", "b", "bedrock.x:0", "é"]), _values, _more), max_size=6)


@settings(
    max_examples=examples(25, thorough=100),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files=_files, others=_files, name=_names)
def test_nobody_can_tell_whether_the_cache_was_there(
    files: list[tuple[str, str, str]], others: list[tuple[str, str, str]], name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    """Loading says the same without a cache, with an empty one, a full one, and one that is full of another state."""
    top = tmp_path_factory.mktemp("cached")
    catalog = _write(top, others, name)
    _told(catalog, Cache(top / "cache", "s"))
    for path in (top / "c" / "models").iterdir():
        path.unlink()
    _write(top, files, name)
    fresh = _told(catalog, None)
    for subject in ("s", "s", "other", "other"):
        assert _told(catalog, Cache(top / "cache", subject)) == fresh


def _write(top: Path, files: list[tuple[str, str, str]], name: str) -> str:
    texts = {
        f"{number}": model(more, model_id=f"'{model_id}'", input_price_per_million_tokens=price)
        for number, (model_id, price, more) in enumerate(files)
    }
    return write_catalog(top, texts, settings=name)


def test_one_content_in_two_places(tmp_path: Path) -> None:
    """A copy of `catalog.yaml` among the models, or of a model in its place, is refused with a cache as without."""
    folder = write_catalog(tmp_path, {"x": "name: t\n"})
    for _ in range(2):
        assert said(folder, cache=Cache(tmp_path / "cache", "s")).endswith(
            "c/models/x.yaml:1:1: name: unknown key; did you mean `model_name` or `provider_name`?\n"
        )
    put(tmp_path / "c" / "models" / "x.yaml", model())
    put(tmp_path / "c" / "catalog.yaml", model())
    for _ in range(2):
        assert "c/catalog.yaml: name: is missing" in said(folder, cache=Cache(tmp_path / "cache", "s"))


def test_a_moved_file_is_named_by_its_new_place(tmp_path: Path) -> None:
    """A verdict belongs to a content: warnings and sources name the file where the content stands now."""
    folder = write_catalog(tmp_path, {"a": model(model_name="' x'")})
    said(folder, cache=Cache(tmp_path / "cache", "s"))
    (tmp_path / "c" / "models" / "a.yaml").rename(tmp_path / "c" / "models" / "b.yaml")
    assert said(folder, cache=Cache(tmp_path / "cache", "s")) == (
        "c/models/b.yaml:2:13: warning: model_name: has white space at an end [outer-space]\n"
    )


def test_a_wrong_file_is_not_cached(tmp_path: Path) -> None:
    """A file that is wrong is checked again each time."""
    folder = write_catalog(tmp_path, {"a": model(max_input_tokens="0")})
    expected = said(folder)
    for _ in range(3):
        assert said(folder, cache=Cache(tmp_path / "cache", "s")) == expected != ""


def test_threads_that_load_at_once(tmp_path: Path) -> None:
    """Loads in several threads of one process, sharing a cache folder, all give the same catalog."""
    folder = write_catalog(tmp_path, {f"{n}": model(model_id=f"m{n}") for n in range(50)})
    fresh, found = _told(folder, None), list[Any]()
    threads = [
        threading.Thread(target=lambda: found.append(_told(folder, Cache(tmp_path / "cache", "s")))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [fresh] * 8
