"""Which rows an import takes, where each file goes, and what each file says and leaves out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from syncer.authoring.import_rows import ImportChoice, draft_import, selection
from syncer.load.catalog import load_catalog
from tests.unit.building import OURS, broken, entry, record, record_of, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.authoring.results import Import
    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import BrokenRow, Record

ROOT: Final = Path(__file__).parents[3]


def drafted(
    records: Iterable[Record],
    entries: Iterable[CatalogEntry] = (),
    *,
    broken_rows: Iterable[BrokenRow] = (),
    select: Iterable[str] = (),
    header: tuple[str, ...] = (),
    replace: bool = False,
) -> Import:
    """What an import into the folder `catalog` makes of the rows."""
    choice = ImportChoice(OURS, tuple(map(selection, select)), replace=replace, header=header)
    return draft_import(snapshot_of(records, broken_rows=broken_rows), tuple(entries), choice, folder="catalog")


def paths_of(made: Import) -> list[str]:
    """Where the files go."""
    return [draft.path for draft in made.drafts]


def text_of(model_id: str = "gpt-4o", **fields: Any) -> str:
    """The file of one row that is nobody's."""
    made = drafted([record(model_id, by=None, **fields)])
    assert made.refusals == ()
    return made.drafts[0].text


def reason_of(made: Import) -> str:
    """Why the one row was refused."""
    assert made.drafts == ()
    assert len(made.refusals) == 1
    return made.refusals[0].reason


def without_comments(text: str) -> str:
    """A model file without its lines that are comments."""
    return "".join(f"{line}\n" for line in text.splitlines() if not line.startswith("#"))


def test_the_shipped_files_come_back() -> None:
    """From rows of the shipped models come the shipped files: the same paths and text, but for comments and days."""
    folder = str(ROOT / "catalog")
    entries = load_catalog(folder).entries
    made = drafted(record_of(one, by=None) for one in entries)
    assert made.refusals == ()
    shipped = {one.source.file.removeprefix(f"{folder}/"): Path(one.source.file).read_text("utf-8") for one in entries}
    assert {draft.path: draft.text for draft in made.drafts} == {
        path: without_comments(text.partition("\nprice_changes:")[0]) for path, text in shipped.items()
    }


WHOLE: Final = """\
model_id: gpt-4o
model_name: GPT-4o
provider: openai
provider_name: OpenAI

input_modalities: [TEXT]
output_modalities: [TEXT]
max_input_tokens: 128000
max_output_tokens: 16384

input_price_per_million_tokens: 2.5
output_price_per_million_tokens: 10
"""


def test_what_is_the_default_is_left_out() -> None:
    """A plain row becomes a file of the fields that a definition has to name, and no more."""
    assert text_of() == WHOLE


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("enabled", False, "enabled: false"),
        ("is_default", True, "is_default: true"),
        ("is_reasoning_model", True, "is_reasoning_model: true"),
        ("supports_caching", True, "supports_caching: true"),
        ("available_to_roles", ["b", "a", "b"], "available_to_roles: [b, a]"),
        ("allowed_app_roles", ["x"], "allowed_app_roles: [x]"),
        ("input_modalities", ["text", "Image", "TEXT"], "input_modalities: [TEXT, IMAGE]"),
        ("input_modalities", ["\u0131", "TEXT"], "input_modalities: [\u0131, TEXT]"),
        ("input_price_per_million_tokens", 3.0, "input_price_per_million_tokens: 3"),
        ("input_price_per_million_tokens", 0, "input_price_per_million_tokens: 0"),
        ("input_price_per_million_tokens", 0.7999999999999999, "input_price_per_million_tokens: 0.7999999999999999"),
        ("cache_read_price_per_million_tokens", 0.0, "cache_read_price_per_million_tokens: 0"),
        ("knowledge_cutoff_date", "2024-10", 'knowledge_cutoff_date: "2024-10"'),
        ("model_name", "no", 'model_name: "no"'),
    ],
)
def test_what_is_not_the_default_is_said(field: str, value: Any, line: str) -> None:
    """Each field is said in the layout of the catalog: sets once and in upper case, whole numbers without a point."""
    assert line in text_of(**{field: value}).splitlines()


@pytest.mark.parametrize("provider", ["bedrock", "Bedrock-Responses"])
def test_caching_is_said_where_the_provider_gives_another(provider: str) -> None:
    """What the provider gives anyway is left out; its opposite is said."""
    assert "supports_caching" not in text_of(provider=provider, supports_caching=True)
    assert "supports_caching: false" in text_of(provider=provider, supports_caching=False).splitlines()


def test_a_row_without_a_longest_output() -> None:
    """A newer release leaves it out, and so does the file."""
    assert "max_output_tokens" not in text_of(max_output_tokens=None)


def test_the_header_comes_first() -> None:
    """The line for editors stands above the first field."""
    made = drafted([record("a", by=None)], header=("# a schema",))
    assert made.drafts[0].text.splitlines()[:2] == ["# a schema", "model_id: a"]


@pytest.mark.parametrize(
    ("maker", "model_id", "path"),
    [
        ("Amazon", "amazon.nova-pro-v1:0", "models/amazon/amazon.nova-pro-v1-0.yaml"),
        ("Z.ai", "GLM(4.5", "models/z-ai/glm-4.5.yaml"),
        ("../..", "../../etc/passwd", "models/model/etc-passwd.yaml"),
        ("/", "..", "models/model/model.yaml"),
        ("a.yaml", "b.yaml", "models/a-yaml/b.yaml.yaml"),
        ("\x00", "\x1b[31m", "models/model/31m.yaml"),
        ("😀", "😀", "models/model/model.yaml"),
        ("M", "x" * 1000, f"models/m/{'x' * 120}.yaml"),
        ("M" * 1000, "x", f"models/{'m' * 120}/x.yaml"),
    ],
)
def test_paths(maker: str, model_id: str, path: str) -> None:
    """A file is named after its maker and its model id, and stays below `models`, whatever they hold."""
    assert paths_of(drafted([record(model_id, by=None, provider_name=maker)])) == [path]


def test_no_two_rows_share_a_path() -> None:
    """Ids that lead to one name, also in another letter case, are numbered in the order of the ids."""
    ids = ["a(b", "A(B", "a:b", "a-b", "A-b"]
    numbered = ["models/openai/a-b.yaml", *(f"models/openai/a-b-{number}.yaml" for number in range(2, 6))]
    made = drafted(record(one, by=None) for one in ids)
    assert paths_of(made) == numbered
    assert [draft.model_id for draft in made.drafts] == sorted(ids)
    assert drafted(record(one, by=None) for one in reversed(ids)) == made


def test_the_file_of_another_model_keeps_its_path() -> None:
    """A path that a definition of the catalog has is not given away, in whatever letter case it is."""
    other = entry("other")
    taken = other._replace(source=other.source._replace(file="catalog/models/OpenAI/A.yaml"))
    assert paths_of(drafted([record("a", by=None)], [taken])) == ["models/openai/a-2.yaml"]


def test_which_rows_are_taken() -> None:
    """Rows that are nobody's or ours and have no definition; a definition also counts by the name it had."""
    renamed = entry("new")._replace(renamed_from="old")
    rows = [record("a", by=None), record("b"), record("c", by="other"), record("d", by=None), record("old")]
    made = drafted(rows, [entry("d"), renamed])
    assert [draft.model_id for draft in made.drafts] == ["a", "b"]
    assert made.defined == ("d", "old")
    assert made.foreign == ("c",)
    assert made.refusals == ()


def test_rows_that_do_not_parse_are_said() -> None:
    """A row that is no model is named by what can be told of it."""
    made = drafted([], broken_rows=[broken("1", "half"), broken(None, None)])
    assert [(row.record_id, row.model_id, row.reason) for row in made.refusals] == [
        ("1", "half", "is broken"),
        ("?", "?", "is broken"),
    ]


def test_duplicates_are_said() -> None:
    """Of rows that share a model id none is taken, also when one of them is another catalog's."""
    rows = [record("a", by=None, record_id="1"), record("a", by=None, record_id="2")]
    assert {one.reason for one in drafted(rows).refusals} == {
        "another row has the same modelId; delete the wrong one in the platform"
    }
    rows = [record("a", by=None, record_id="1"), record("a", by="other", record_id="2")]
    assert reason_of(drafted(rows)).startswith("another row has the same modelId")


def test_a_default_that_is_not_enabled() -> None:
    """It would make the catalog invalid, and so it is refused."""
    made = drafted([record("a", by=None, is_default=True, enabled=False)])
    assert reason_of(made).startswith("it is the default, but not enabled")


def test_a_second_default() -> None:
    """A row that is the default is refused when a definition or a row of another catalog is the default too."""
    row = record("a", by=None, is_default=True)
    assert "so is b in the catalog" in reason_of(drafted([row], [entry("b", is_default=True)]))
    theirs = record("b", by="other", is_default=True)
    assert f"so is row {theirs.record_id}" in reason_of(drafted([row, theirs]))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"supported_params": {"params": {"": {"min": 1}}}}, "supported_params"),
        ({"max_input_tokens": 2**60}, "max_input_tokens"),
    ],
)
def test_what_the_schema_refuses_is_said(fields: dict[str, Any], reason: str) -> None:
    """A value that a row may hold but no definition may say is named by its field."""
    assert reason_of(drafted([record("a", by=None, **fields)])).startswith(reason)


def test_a_value_that_would_come_back_as_another() -> None:
    """What the text would say otherwise than the row is refused: the plan after an import changes no field."""
    params = {"params": {"t": {"default": 1, "unknown": 2}}}
    assert drafted([record("a", by=None, supported_params=params)]).drafts == ()


@pytest.mark.parametrize(
    ("select", "chosen"),
    [
        ([], ["eu.c", "us.a", "us.b"]),
        (["id=US.*"], ["us.a", "us.b"]),
        (["id=us.[!a]"], ["us.b"]),
        (["id=us.?", "id=EU.C"], ["eu.c", "us.a", "us.b"]),
        (["id=us.*", "provider=OPENAI"], ["us.b"]),
        (["maker=an*"], ["us.a"]),
        (["id=us"], []),
    ],
)
def test_selections(select: list[str], chosen: list[str]) -> None:
    """A pattern is for the whole value; one key's patterns add up, different keys must all match, case is nothing."""
    rows = [
        record("us.a", by=None, provider="bedrock", provider_name="Anthropic"),
        record("us.b", by=None),
        record("eu.c", by=None, provider="bedrock"),
    ]
    assert [draft.model_id for draft in drafted(rows, select=select).drafts] == chosen


def test_what_is_not_selected_is_not_said() -> None:
    """Rows of other catalogs and rows with a definition are counted only where they are selected."""
    made = drafted([record("a", by="other"), record("b"), record("c", by=None)], [entry("b")], select=["id=c"])
    assert (made.foreign, made.defined) == ((), ())


def test_an_empty_option_is_left_out() -> None:
    """Empty and absent are the same, and nobody would write the empty one."""
    assert text_of(knowledge_cutoff_date="") == WHOLE


def test_parameters_stand_in_one_order() -> None:
    """A table keeps no order of keys: names are sorted, and options stand as the schema has them."""
    options = {"supported": True, "min": 0, "default": {"b": 1, "a": [{"d": 1, "c": 2}]}}
    one = text_of(supported_params={"params": {"top_p": options, "alpha": {"min": 1}}})
    turned = {**options, "default": {"a": [{"c": 2, "d": 1}], "b": 1}}
    assert text_of(supported_params={"params": {"alpha": {"min": 1}, "top_p": turned}}) == one
    assert one.index("alpha") < one.index("top_p")
    assert one.index("supported: true") < one.index("default: {a: [{c: 2, d: 1}], b: 1}")


def test_warnings_are_kept_with_their_place() -> None:
    """What `validate` warns of is said of the file that is written, such as the noise of binary floats."""
    (warning,) = drafted([record("a", by=None, input_price_per_million_tokens=0.7999999999999999)]).drafts[0].warnings
    assert (warning.where, warning.line, warning.severity) == ("catalog/models/openai/a.yaml", 11, "warning")
    assert warning.message.endswith("did you mean 0.8?")


def test_more_digits_than_a_definition_keeps() -> None:
    """A stored number that is no float would come back as another in a new store, and is refused."""
    row = record("a", by=None)
    price = row._replace(raw={**row.raw, "inputPricePerMillionTokens": Decimal("0.1234567890123456789")})
    assert reason_of(drafted([price])) == (
        "a definition cannot say all the digits of its input_price_per_million_tokens"
    )
    params = row._replace(
        raw={**row.raw, "supportedParams": {"params": {"t": {"allowed": [Decimal("0.1234567890123456789")]}}}}
    )
    assert reason_of(drafted([params])).endswith("of its supported_params")
    digits = Decimal("0.1234567890123456789")
    theirs = row._replace(raw={**row.raw, "theirs": digits, "sortOrder": digits})
    assert drafted([theirs]).refusals == ()


def test_a_file_that_would_be_too_large() -> None:
    """A text that no catalog would load is refused."""
    assert reason_of(drafted([record("a", by=None, model_name="x" * (1 << 20))])).startswith(
        "a model file may have 1 MiB"
    )


def test_a_reason_without_a_field() -> None:
    """What is wrong with the whole text is said without the name of a field."""
    value: object = 1
    for _ in range(40):
        value = [value]
    made = drafted([record("a", by=None, supported_params={"params": {"t": {"default": value}}})])
    assert reason_of(made) == "nested deeper than 32 levels"


def test_a_row_that_was_renamed_away_from_its_definition() -> None:
    """A file of its own would make the next plan create the old model again; the rename is to be taken over instead."""
    row = record("new")
    row = row._replace(base={**row.fields, "model_id": "old"})
    assert "it was old, which has a definition" in reason_of(drafted([row], [entry("old")]))
    assert len(drafted([row]).drafts) == 1
    assert len(drafted([row, record("old")], [entry("old")]).drafts) == 1


def test_what_is_replaced_keeps_what_only_the_file_says() -> None:
    """Written anew, a definition stays protected and remembers its name; one that is renamed is not renamed back."""
    made = drafted([record("a")], [entry("a")._replace(protected=True, renamed_from="old")], replace=True)
    assert made.drafts[0].path == "models/a.yaml"
    assert made.drafts[0].text.endswith("\nprotected: true\nrenamed_from: old\n")
    renamed = entry("new")._replace(renamed_from="old")
    made = drafted([record("old")], [renamed], replace=True)
    assert (made.drafts, made.defined) == ((), ("old",))
    made = drafted([record("old"), record("new")], [renamed], replace=True)
    assert paths_of(made) == ["models/new.yaml"]


def test_rows_with_other_attributes_are_known() -> None:
    """A draft says whether its row has attributes that no definition names."""
    made = drafted([record("a", by=None)._replace(extras=("sortOrder",)), record("b", by=None)])
    assert [draft.has_extras for draft in made.drafts] == [True, False]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (
            "input_modalities",
            ["TEXT - IMAGE"],
            "input_modalities.0: must be one word, such as IMAGE, not 'TEXT - IMAGE'",
        ),
        ("available_to_roles", ["a, b"], "available_to_roles.0: must be one name, without commas and quotes"),
        ("provider", "open ai", "provider: must be one word"),
    ],
)
def test_what_a_row_has_and_no_file_may_say(field: str, value: Any, reason: str) -> None:
    """A value that cannot be meant is a row's like any other: the row is read, and refused a file with the reason."""
    assert reason in reason_of(drafted([record("gpt-4o", by=None, **{field: value})]))
