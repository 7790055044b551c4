"""The files of a new catalog repository. Pure, but for reading the templates that are installed with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from syncer.authoring.editor_schemas import schema_files, schema_line
from syncer.authoring.scaffold.requirement import NOT_KNOWN
from syncer.frozen import NamedTuple
from syncer.yaml.write import value_text

_FILES: Final = Path(__file__).parent / "files"
_WORKFLOWS: Final = ("plan.yml", "sync.yml", "drift.yml", "prices.yml")
_PAGES: Final = "pages.yml"
CATALOG: Final = "catalog/catalog.yaml"
_PIP_FILE: Final = "--requirement requirements.txt"
_NO_TARGET: Final = (
    "The store is the directory `managed_models/` on this machine.",
    """\
Merging it changes the files only: to sync a platform, name its table in `catalog/catalog.yaml` first.

```yaml
targets:
  production:
    dynamodb: {table: managed-models, region: eu-central-1}
```""",
)
_TARGET: Final = (
    "The target `production` is the DynamoDB table `@TABLE@`.",
    "Merging it applies the plan.",
)
"""What a README says of the store, and of a merge."""
_OF_PAGES: Final = {
    "PAGES_STEP": "5. Under *Settings, Pages*: choose *GitHub Actions* as the source, and who may see the page.\n",
    "PAGES_FILE": "| `.github/workflows/pages.yml` | the catalog as a page on GitHub Pages, at each merge |\n",
}
"""What a README says where pages are published."""


class NewRepository(NamedTuple):
    """What a new repository is to be."""

    name: str
    """The catalog's."""
    table: str | None = None
    """The DynamoDB table of the target `production`; None for a catalog without targets."""
    region: str | None = None
    owner: str | None = None
    """Who approves changes, as CODEOWNERS has it."""
    has_models: bool = True
    """Whether it starts with a few models; otherwise with those of the store."""
    has_pages: bool = False
    """Whether each merge publishes the catalog as a page."""
    version: str = ""
    """Of this tool: the schemas for editors say it."""
    requirement: str = NOT_KNOWN.line
    """What pip installs to get this tool."""


def repository_files(choice: NewRepository) -> dict[str, str]:
    """Every file of the repository, by its path; `catalog.yaml`, without which there is no catalog, comes last."""
    files = {
        "requirements.txt": f"{choice.requirement}\n",
        ".gitignore": _template("gitignore"),
        ".pre-commit-config.yaml": _template("pre-commit-config.yaml"),
        ".github/CODEOWNERS": _owners(choice.owner),
        ".github/pull_request_template.md": _template("pull_request_template.md"),
        "README.md": _readme(choice),
        ".prettierignore": _template("prettierignore"),
        **github_files(pip=_PIP_FILE, action_pip=_PIP_FILE, pages=choice.has_pages),
        **schema_files(version=choice.version),
    }
    found = sorted((_FILES / "models").rglob("*.yaml")) if choice.has_models else ()
    models = dict(map(_model, found))
    return {**files, **models, CATALOG: f"{schema_line('catalog', 'catalog.yaml')}\n{_catalog(choice)}"}


def _model(path: Path) -> tuple[str, str]:
    below = path.relative_to(_FILES).as_posix()
    return f"catalog/{below}", f"{schema_line('model', below)}\n{path.read_text(encoding='utf-8')}"


def github_files(*, pip: str, action_pip: str, pages: bool) -> dict[str, str]:
    """The workflows and the action. `pip` and `action_pip` are the words with which each installs this tool.

    `pages` says whether the workflow is among them that publishes the catalog as a page.
    """
    names = (*_WORKFLOWS, _PAGES) if pages else _WORKFLOWS
    files = {f".github/workflows/{name}": _template(name, INSTALL=pip) for name in names}
    action = _template("plan-action.yml", ACTION_INSTALL=json.dumps(action_pip))
    return {**files, ".github/actions/plan/action.yml": action}


def _template(name: str, **values: str) -> str:
    text = (_FILES / name).read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text


def _catalog(choice: NewRepository) -> str:
    targets = ""
    if choice.table is not None:
        region = f"      region: {value_text(choice.region)}\n" if choice.region is not None else ""
        targets = _template("targets.yaml", TABLE=value_text(choice.table)).replace("@REGION@\n", region)
    return _template("catalog.yaml", NAME=value_text(choice.name)).replace("@TARGETS@\n", targets)


def _owners(owner: str | None) -> str:
    rules = ("/catalog/", "/.github/", "/requirements.txt")  # the last says what code runs with the roles
    lines = [f"# {rule} @your-organisation/your-team" if owner is None else f"{rule} {owner}" for rule in rules]
    return _template("CODEOWNERS", OWNERS="\n".join(lines))


def _readme(choice: NewRepository) -> str:
    target = "" if choice.table is None else " --target production"
    sentence, merging = _NO_TARGET if choice.table is None else _TARGET
    text = _template("README.md", NAME=choice.name, STORE_SENTENCE=sentence, MERGING=merging, TABLE=str(choice.table))
    for place, line in _OF_PAGES.items():
        text = text.replace(f"@{place}@\n", line if choice.has_pages else "")
    for command in ("syncer plan", "syncer sync --yes", "syncer list --live"):
        text = text.replace(f"\n{command}\n", f"\n{command}{target}\n")
    return text
