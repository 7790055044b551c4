"""`syncer fmt` as a person types it, and as a hook runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.driving import write_catalog
from tests.unit.yaml.test_format import TIDY, UNTIDY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]


def test_check_then_format(syncer: Syncer) -> None:
    """A check writes nothing and exits with 2; then the file is formatted, and the check is content."""
    write_catalog(["a"])
    assert syncer("fmt").code == 0
    path = Path("catalog/models/untidy.yaml")
    path.write_text(UNTIDY, encoding="utf-8")
    ran = syncer("fmt", "--check")
    keys = "modelId -> model_id, outputPricePerMillionTokens -> output_price_per_million_tokens"
    assert ran.code == 2
    assert f"would format catalog/models/untidy.yaml ({keys})\n" in ran.out
    assert path.read_text(encoding="utf-8") == UNTIDY
    assert syncer("fmt", str(path)).code == 0
    assert path.read_text(encoding="utf-8") == TIDY
    before = path.stat().st_mtime_ns
    assert syncer("fmt").code == 0
    assert path.stat().st_mtime_ns == before
    assert (ran := syncer("fmt", "--check")).code == 0
    assert ran.out == "0 files to format, 2 as they should be.\n"


def test_what_cannot_be_formatted(syncer: Syncer) -> None:
    """It is named with its line and left as it is; the others are formatted; the exit code is 3."""
    write_catalog(["a"])
    assert syncer("fmt").code == 0
    for name, text in (
        ("bad", "model_id: [\n"),
        ("flow", "{model_id: b}\n"),
        ("untidy", "enabled: True\nmodel_id: c\n"),
    ):
        Path(f"catalog/models/{name}.yaml").write_text(text, encoding="utf-8")
    ran = syncer("fmt", "--format", "json")
    assert ran.code == 3
    assert "catalog/models/flow.yaml:1:1: cannot be formatted: its keys stand in braces" in ran.err
    assert "catalog/models/bad.yaml:" in ran.err
    assert Path("catalog/models/flow.yaml").read_text(encoding="utf-8") == "{model_id: b}\n"
    assert Path("catalog/models/untidy.yaml").read_text(encoding="utf-8") == "model_id: c\n\nenabled: true\n"
    assert [one["file"] for one in json.loads(ran.out)["changed"]] == ["catalog/models/untidy.yaml"]
    assert (ran := syncer("fmt", "nowhere.yaml")).code == 64
    assert "nowhere.yaml is no file" in ran.err


def test_a_byte_order_mark_goes(syncer: Syncer) -> None:
    """A file that an editor marked is written without the mark."""
    write_catalog(["a"])
    path = Path("catalog/models/a.yaml")
    assert syncer("fmt").code == 0
    plain = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + plain)
    assert syncer("fmt").code == 0
    assert path.read_bytes() == plain


def test_the_settings_are_left_alone(syncer: Syncer) -> None:
    """A hook that names catalog.yaml among the files does no harm, and a file named twice is told once."""
    write_catalog(["a"])
    settings = Path("catalog/catalog.yaml")
    before = settings.read_bytes()
    model = "catalog/models/a.yaml"
    ran = syncer("fmt", str(settings), model, model)
    assert ran.code == 0
    assert ran.out == f"formatted {model}\n1 file formatted, 0 as they should be.\n"
    assert settings.read_bytes() == before


def test_comments_in_brackets(syncer: Syncer) -> None:
    """Where comments stand in a list in brackets, the list is left as it is laid out, and no comment is lost."""
    text = "model_id: a\n\ninput_modalities: [TEXT, # always\n  IMAGE] # since May\n"
    write_catalog({"a": text.replace("\n", "\r\n")})
    assert syncer("fmt").code == 0
    assert Path("catalog/models/a.yaml").read_bytes() == text.encode()
