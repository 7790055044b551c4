"""A catalog as it is at a Git ref: in real repositories, also in those that somebody made to do harm."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.errors import CatalogError, UsageError
from syncer.load.at_git_ref import checked_out, load_base
from syncer.load.catalog import load_catalog
from tests.unit.catalog_files import model
from tests.unit.git_repositories import commit, git, repository, subtree, tree

if TYPE_CHECKING:
    from syncer.model.catalog import Catalog

SETTINGS = "name: t\n"
FILES = {
    "catalog/catalog.yaml": SETTINGS,
    "catalog/models/a.yaml": model(model_id="a"),
    "catalog/models/x/b.yaml": model(model_id="b"),
    "catalog/parts/one.yaml": "only: {}\n",
    "README.md": "not of the catalog",
}


@pytest.fixture(autouse=True)
def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary folders are made where a test can look for what is left of them."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with one commit of a catalog, in a folder with a name that is hard to quote."""
    folder = repository(tmp_path / "re po:é'$(x)")
    commit(folder, FILES)
    return folder


def content(folder: str | Path, ref: str) -> dict[str, bytes] | None:
    """Every file of the catalog at the ref, links as `-> target`."""
    with checked_out(str(folder), ref) as found:
        if found is None:
            return None
        top = Path(found)
        paths = [path for path in top.rglob("*") if path.is_symlink() or path.is_file()]
        return {
            str(path.relative_to(top)): b"-> " + os.fsencode(path.readlink())
            if path.is_symlink()
            else path.read_bytes()
            for path in paths
        }


def refused(folder: str | Path, ref: str) -> str:
    """Why there is no catalog at the ref."""
    with pytest.raises(UsageError) as caught:
        content(folder, ref)
    return str(caught.value)


def base(folder: Path, ref: str) -> Catalog | None:
    """The catalog of the repository at the ref."""
    return load_base(str(folder / "catalog"), ref, load=load_catalog)


def leftovers(tmp_path: Path) -> list[str]:
    """What is left in the folder for temporary files."""
    return os.listdir(tmp_path / "temporary")


def test_the_catalog_at_a_ref(place: Path, tmp_path: Path) -> None:
    """Its files as they were, whatever was changed, added or removed since; nothing is left of it afterwards."""
    first = git(place, "rev-parse", "HEAD")
    git(place, "tag", "-a", "v1", "-m", "x")
    expected = {name.removeprefix("catalog/"): text.encode() for name, text in FILES.items()
                if name != "README.md"}  # fmt: skip
    commit(place, {"catalog/models/a.yaml": None, "catalog/models/c.yaml": model(model_id="c")})
    (place / "catalog/models/x/b.yaml").write_text("not committed", encoding="utf-8")
    for ref in (first, first[:10], "v1", "HEAD^1", "main~1", "main@{1}"):
        assert content(place / "catalog", ref) == expected
    assert sorted(content(place / "catalog", "HEAD") or ()) == [
        "catalog.yaml", "models/c.yaml", "models/x/b.yaml", "parts/one.yaml",
    ]  # fmt: skip
    assert leftovers(tmp_path) == []


def test_an_error_leaves_nothing(place: Path, tmp_path: Path) -> None:
    """The temporary folder goes also when what is done with it fails."""

    def failing() -> None:
        with checked_out(str(place / "catalog"), "HEAD") as found:
            assert found is not None
            assert leftovers(tmp_path) == [os.path.basename(found)]
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert leftovers(tmp_path) == []


def test_a_merge(place: Path) -> None:
    """`HEAD^1` of a merge is the branch that was merged into, as a pull request is built."""
    git(place, "switch", "-q", "-c", "topic")
    commit(place, {"catalog/models/topic.yaml": model(model_id="topic")})
    git(place, "switch", "-q", "main")
    commit(place, {"catalog/models/onmain.yaml": model(model_id="onmain")})
    git(place, "merge", "-q", "--no-ff", "-m", "x", "topic")
    assert "models/onmain.yaml" in (content(place / "catalog", "HEAD^1") or ())
    assert "models/topic.yaml" not in (content(place / "catalog", "HEAD^1") or ())
    assert "models/topic.yaml" in (content(place / "catalog", "HEAD^2") or ())


def test_where_there_is_no_catalog(place: Path) -> None:
    """None for a ref without the folder, without catalog.yaml, or with a file or a link in its place."""
    assert content(place / "elsewhere", "HEAD") is None
    assert content(place / "README.md", "HEAD") is None
    assert content(place / "catalog/models", "HEAD") is None
    commit(place, {"catalog/catalog.yaml": None})
    assert content(place / "catalog", "HEAD") is None
    (place / "link").symlink_to("catalog")
    commit(place)
    git(place, "rm", "-q", "--cached", "link")
    (place / "link").unlink()
    assert content(place / "link", "HEAD") is None
    assert base(place, "HEAD") is None


def test_a_catalog_that_is_deleted_here(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a pull request deletes is still there at its base, also when the folders above went with it."""
    commit(place, {f"deep/er/{name}": text for name, text in FILES.items()})
    git(place, "rm", "-q", "-r", "catalog", "deep")
    git(place, "commit", "-q", "-m", "x")
    assert not (place / "catalog").exists()
    monkeypatch.chdir(place)
    for folder in ("catalog", "./catalog/", "deep/er/catalog", place / "catalog"):
        assert "models/a.yaml" in (content(folder, "HEAD^1") or ())
        assert content(folder, "HEAD") is None


def test_a_catalog_at_the_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository can be a catalog; of what stands beside it, no more is read than may be looked into."""
    folder = repository(tmp_path / "top")
    commit(folder, {"catalog.yaml": SETTINGS, "models/a.yaml": model(), "README.md": "x", "models/notes.txt": "x"})
    assert sorted(content(folder, "HEAD") or ()) == ["catalog.yaml", "models/a.yaml"]
    monkeypatch.chdir(folder / "models")
    assert sorted(content("..", "HEAD") or ()) == ["catalog.yaml", "models/a.yaml"]


def test_a_worktree_a_link_and_a_submodule(place: Path, tmp_path: Path) -> None:
    """A second work tree has the same commits; a link leads to the folder; a submodule is its own repository."""
    git(place, "worktree", "add", "-q", str(tmp_path / "second"), "-b", "second")
    commit(tmp_path / "second", {"catalog/models/c.yaml": model(model_id="c")})
    assert "models/c.yaml" in (content(tmp_path / "second/catalog", "HEAD") or ())
    assert "models/c.yaml" in (content(place / "catalog", "second") or ())
    (tmp_path / "link").symlink_to(place / "catalog")
    assert "models/a.yaml" in (content(tmp_path / "link", "HEAD") or ())
    outer = repository(tmp_path / "outer")
    git(outer, "submodule", "--quiet", "add", str(place), "inner")
    commit(outer, {"catalog.yaml": SETTINGS, "models/a.yaml": model()})
    assert sorted(content(outer, "HEAD") or ()) == ["catalog.yaml", "models/a.yaml"]
    assert "models/x/b.yaml" in (content(outer / "inner/catalog", "HEAD") or ())


def test_a_hook_of_git_does_not_lead_elsewhere(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Git sets for its hooks, and what somebody forgot to unset, names another repository; ours is read."""
    other = repository(tmp_path / "other")
    commit(other, {"x": "x"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / "no-index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other / ".git/objects"))
    monkeypatch.setenv("GIT_PREFIX", "nowhere/")
    assert "models/a.yaml" in (content(place / "catalog", "HEAD") or ())


def test_export_rules_do_not_count(place: Path) -> None:
    """A file that is left out of archives, or rewritten on checkout, is read as it was committed."""
    attributes = "* export-ignore text eol=crlf\ncatalog.yaml export-subst\n"
    commit(place, {".gitattributes": attributes, "catalog/.gitattributes": attributes})
    assert (content(place / "catalog", "HEAD") or {})["catalog.yaml"] == b"name: t\n"


@pytest.mark.parametrize(
    "ref",
    ["nowhere", "--help", "-h", "--all", "^HEAD", "HEAD..main", "HEAD:catalog", "HEAD^{tree}", "", " ", "a\0b", "@{99}",
     "$(touch x)", "origin/main", "0" * 40, "é\n"],
)  # fmt: skip
def test_what_is_no_commit(place: Path, ref: str) -> None:
    """A ref that names no commit, or looks like an option or a range, is one clear message."""
    assert refused(place / "catalog", ref) == (
        f"{ref or repr(ref)} is no commit of the repository of {place}/catalog; fetch it, or name another"
    )
    assert sorted(os.listdir(place)) == [".git", "README.md", "catalog"]


def test_a_branch_that_looks_like_an_option(place: Path) -> None:
    """Git lets nobody make such a branch, but plumbing does."""
    head = git(place, "rev-parse", "HEAD")
    (place / ".git/refs/heads/--output=x").write_text(f"{head}\n", encoding="utf-8")
    assert "models/a.yaml" in (content(place / "catalog", "--output=x") or ())
    assert not (place / "x").exists()


def test_a_shallow_clone(place: Path, tmp_path: Path) -> None:
    """What is in it is read; what is not says how to get it."""
    commit(place, {"catalog/models/c.yaml": model(model_id="c")})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{place}", "shallow")
    clone = tmp_path / "shallow/catalog"
    assert "models/c.yaml" in (content(clone, "HEAD") or ())
    assert "models/c.yaml" in (content(clone, "origin/main") or ())
    assert refused(clone, "HEAD^1") == (
        "HEAD^1 is not in this clone, which is shallow; fetch it, or check out with more depth (actions/checkout: "
        "`fetch-depth: 2` for HEAD^1, 0 for all)"
    )
    git(tmp_path / "shallow", "fetch", "-q", "--depth", "2")
    assert "models/c.yaml" not in (content(clone, "HEAD^1") or {"models/c.yaml"})


def test_a_clone_that_lacks_files(place: Path, tmp_path: Path) -> None:
    """A clone without file contents gets them as they are asked for; when they cannot be had, that is one message."""
    git(place, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{place}", "partial")
    place.rename(tmp_path / "gone")
    message = refused(tmp_path / "partial/catalog", "HEAD")
    assert "git cannot " in message
    (tmp_path / "gone").rename(place)
    assert "models/a.yaml" in (content(tmp_path / "partial/catalog", "HEAD") or ())


def test_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No repository, a bare one, and no git at all: each in its own words."""
    (tmp_path / "plain").mkdir()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert refused(tmp_path / "plain", "HEAD").startswith(
        f"{tmp_path}/plain is in no checkout of a Git repository: not a git repository"
    )
    git(tmp_path, "init", "-q", "--bare", "bare")
    assert "is in no checkout of a Git repository" in refused(tmp_path / "bare", "HEAD")
    repository(tmp_path / "one")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert refused(tmp_path / "one", "HEAD") == (
        "git cannot be run, which reads the catalog at another commit: No such file or directory"
    )


NAMES = ["--option.yaml", "a b.yaml", "t\tab.yaml", "new\nline.yaml", "ünï.yaml", 'q"uo\'te.yaml', "back\\slash.yaml",
         "*.yaml", ":(top)x.yaml", "\udcff\udcfe.yaml", "#.yaml", "x" * 250 + ".yaml"]  # fmt: skip


def test_odd_names(tmp_path: Path) -> None:
    """Every name that Git can hold comes out as it is, in the catalog and above it."""
    folder = repository(tmp_path / "odd")
    names = [f":(glob)*/{name}/catalog/" for name in ("-x", "a\tb\nc", "\udcff")]
    for number, above in enumerate(names):
        files = {f"{above}models/{name}": model(model_id=str(number)) for name in NAMES}
        commit(folder, {f"{above}catalog.yaml": SETTINGS, **files})
    for above in names:
        assert set(content(folder / above, "HEAD") or ()) == {"catalog.yaml", *(f"models/{name}" for name in NAMES)}


def test_links_are_links(place: Path, tmp_path: Path) -> None:
    """The loader judges them as in a checkout: inside they count, what leads out is an error, and is never read."""
    secret = tmp_path / "secret.yaml"
    secret.write_text(model(model_id="secret"), encoding="utf-8")
    (place / "catalog/models/in.yaml").symlink_to("../parts/shared")
    commit(place, {"catalog/parts/shared": model(model_id="shared")})
    found = base(place, "HEAD")
    assert found is not None
    assert [one.model_id for one in found.entries] == ["a", "b", "shared"]
    (place / "catalog/models/out.yaml").symlink_to(secret)
    (place / "catalog/models/folder").symlink_to("..")
    commit(place)
    assert (content(place / "catalog", "HEAD") or {})["models/out.yaml"] == b"-> " + os.fsencode(secret)
    with pytest.raises(CatalogError) as caught:
        base(place, "HEAD")
    assert [(problem.where, problem.message.partition(";")[0]) for problem in caught.value.problems] == [
        (f"HEAD:{place}/catalog/models/folder", "is a symbolic link to a folder, which is not followed"),
        (f"HEAD:{place}/catalog/models/out.yaml", "is a symbolic link that leads out of the catalog"),
    ]


def test_nothing_is_written_outside(tmp_path: Path) -> None:
    """Trees that only a tampered repository has: names that lead up, a folder that is a link as well, doubled names."""
    folder = repository(tmp_path / "evil")
    outside = tmp_path / "outside"
    outside.mkdir()
    settings = ("100644", "catalog.yaml", SETTINGS.encode())
    evil = ("100644", "evil.yaml", b"evil")
    inner = ("40000", "models", subtree(folder, evil))
    link = ("120000", "models", os.fsencode(outside))
    for entries in (
        [settings, ("40000", "..", subtree(folder, evil))],
        [settings, ("40000", ".", subtree(folder, evil))],
        [settings, ("100644", "..", b"evil")],
        [settings, link, inner],
        [settings, inner, link],
        [settings, ("120000", "catalog.yaml", os.fsencode(outside / "evil.yaml"))],
        [settings, ("100644", "x.yaml", b"evil"), ("40000", "x.yaml", subtree(folder, evil))],
        [settings, ("120000", "models.yaml", b"a\0b")],
        [settings, ("120000", "models.yaml", b"x" * 5000)],
    ):  # fmt: skip
        assert "cannot be" in refused(folder, tree(folder, *entries))
    assert os.listdir(outside) == []
    assert leftovers(tmp_path) == []
    slashed = tree(folder, settings, ("100644", "/etc/x.yaml", b"evil"))
    assert "cannot be checked out" in refused(folder, slashed)


def test_a_huge_file_is_not_read(place: Path) -> None:
    """It is refused by the loader in its words, with its place at the ref."""
    commit(place, {"catalog/models/huge.yaml": b"# " + b"x" * (1 << 20)})
    with pytest.raises(
        CatalogError, match=r"^the catalog at main, with which this one is compared, has 1 error$"
    ) as caught:
        base(place, "main")
    (problem,) = caught.value.problems
    assert problem.where == f"main:{place}/catalog/models/huge.yaml"
    assert problem.message == "is larger than 1 MiB; a model file has about a thousand bytes"


def test_a_base_that_is_invalid(place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every path reads `REF:catalog/...`, also one inside a message; the exit code is that of an invalid catalog."""
    commit(place, {"catalog/models/bad.yaml": "model_id: [\n", "catalog/models/again.yaml": model(model_id="a")})
    monkeypatch.chdir(place)
    with pytest.raises(CatalogError) as caught:
        load_base("./catalog/", "HEAD", load=load_catalog)
    assert caught.value.exit_code == 3
    assert str(caught.value) == "the catalog at HEAD, with which this one is compared, has 2 errors"
    assert {problem.where for problem in caught.value.problems} == {
        "HEAD:./catalog/models/again.yaml", "HEAD:./catalog/models/bad.yaml",
    }  # fmt: skip
    said = " ".join(problem.message for problem in caught.value.problems)
    assert "HEAD:./catalog/models/a.yaml" in said
    assert str(tmp_path) not in said
    assert leftovers(tmp_path) == []


def test_many_files_take_few_processes(place: Path, tmp_path: Path) -> None:
    """Two thousand files come from one `cat-file`; no command of git is called a second time for their sake."""
    commit(place, {f"catalog/models/{number // 500}/{number}.yaml": f"# {number}\n" for number in range(2_000)})
    counted = tmp_path / "bin"
    counted.mkdir()
    log = tmp_path / "log"
    real = next(path for folder in os.environ["PATH"].split(":") if os.access(path := f"{folder}/git", os.X_OK))
    (counted / "git").write_text(f'#!/bin/sh\necho "$3" >> "{log}"\nexec "{real}" "$@"\n', encoding="utf-8")
    (counted / "git").chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{counted}:{os.environ['PATH']}")
        found = content(place / "catalog", "HEAD") or {}
    assert len(found) == 2_004
    assert found["models/3/1999.yaml"] == b"# 1999\n"
    assert len(log.read_text(encoding="utf-8").splitlines()) <= 6
