"""Warnings by the release of the platform that `catalog.yaml` names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from syncer.load.releases import PLATFORMS
from syncer.load.targets import for_target
from tests.unit.catalog_files import model, said, said_of_settings, write_catalog

if TYPE_CHECKING:
    from pathlib import Path

NEWER: Final = ("mantle", "lifecycle")
UNKNOWN: Final = "the platform's release of this catalog does not know this field"
WARNINGS: Final = {
    "no output limit": (
        model(max_output_tokens=None),
        "max_output_tokens: not given; older releases of the platform skip a model without it",
        ("any", "older", "beta.27", "1.0.2"),
    ),
    "a thinking budget": (
        model("supported_params: {params: {thinking: {supported: true, default: 2048}}}\n"),
        "thinking.default: the platform's releases 1.0.0-beta24 to 1.0.0-beta27 skip a model with a thinking budget",
        ("any", "beta.27"),
    ),
    "an unknown provider": (
        model(provider="bedrok"),
        "provider: no release of the platform knows the provider bedrok; did you mean `bedrock`?",
        NEWER,
    ),
    "no caching": (
        model("supports_caching: false\n", provider="bedrock-responses"),
        "supports_caching: the platform sets it to true for bedrock-responses; cached tokens would cost nothing",
        NEWER,
    ),
    "a status": (model("status: retired\n"), f"status: {UNKNOWN}", ("older", "beta.27", "1.0.2", "mantle")),
    "a region": (
        model("region: us-east-1\n", provider="mantle"), f"region: {UNKNOWN}", ("older", "beta.27", "1.0.2"),
    ),
    "nothing": (model(), "", ()),
}  # fmt: skip
"""A definition, the one warning, and for which releases it is said."""


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(("text", "warning", "platforms"), WARNINGS.values(), ids=WARNINGS)
def test_warnings_of_a_release(
    text: str, warning: str, platforms: tuple[str, ...], platform: str, tmp_path: Path
) -> None:
    """Each is said for the releases that it is about, and no other is."""
    told = said(write_catalog(tmp_path, {"x": text}, settings=f"name: t\nplatform: {platform}\n"))
    assert (warning in told, told != "") == (platform in platforms or not warning, platform in platforms)


def test_any_release_is_the_default(tmp_path: Path) -> None:
    """A catalog that names none hears of all that a release could do without its lifecycle."""
    assert "older releases" in said(write_catalog(tmp_path, {"x": model(max_output_tokens=None)}))


def test_a_release_that_is_none(tmp_path: Path) -> None:
    """A slip is told with what could be meant."""
    said = said_of_settings(tmp_path, "name: t\nplatform: lifecycel\n")
    assert said.startswith("2:11: platform: must be 'any', 'older', 'beta.27', '1.0.2', 'mantle' or 'lifecycle', not ")
    assert "did you mean `lifecycle`?" in said


TARGET: Final = """name: t
platform: lifecycle
targets:
  dev:
    directory: {path: rows}
    overrides:
      - match: {id: gpt-4o}
        set:
          %s
"""


@pytest.mark.parametrize(
    ("field", "line", "said"),
    [("provider: openai", 9, "api_mode: gpt-4o: the platform ignores it for the provider openai"),
     ("max_output_tokens: 100", 9, "supported_params.params.max_tokens.max: gpt-4o: 200 is more than"),
     ("replaced_by: gpt-4o", 9, "replaced_by: gpt-4o: is the model itself"),
     ("provider: mantel", 9, "provider: gpt-4o: no release of the platform knows the provider mantel")],
)  # fmt: skip
def test_an_override_is_held_to_the_rules(field: str, line: int, said: str, tmp_path: Path) -> None:
    """What an override makes of a right definition is told where the override stands."""
    text = model("api_mode: chat\nsupported_params: {params: {max_tokens: {max: 200}}}\n", provider="mantle")
    catalog = load_catalog(write_catalog(tmp_path, {"x": text}, settings=TARGET % field))
    assert catalog.warnings == ()
    try:
        problems = for_target(catalog, "dev").warnings
    except CatalogError as error:
        problems = error.problems
    told = [f"{problem.line} {problem.field}: {problem.message}" for problem in problems]
    where, _, message = said.partition(": ")
    assert any(one.startswith(f"{line} {where}: target dev: {message}") for one in told), told
