"""Fields of a model as a person types them on a command line: understood, written, and checked as `validate` does."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import BESIDES, DEFINED, KIND, NAMES, PYTHON_NAME
from syncer.authoring.model_file import NEVER, Paths, said_of, with_consequences
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, NotTextError, decode_text, read_bounded
from syncer.errors import CatalogError, Problem, SyncerError, UsageError
from syncer.frozen import NamedTuple
from syncer.load.catalog import broken_rules, entry_of, lost_policies, problems_of, slips_in_order
from syncer.load.read_file import check_model
from syncer.load.targets import for_target
from syncer.model.catalog import Catalog
from syncer.model.words import did_you_mean
from syncer.yaml.edit import edit_fields
from syncer.yaml.faults import YamlFaultError
from syncer.yaml.layout import NotEditableError
from syncer.yaml.parse import locate, parse
from syncer.yaml.remark import with_remark
from syncer.yaml.scalars import TooManyDigitsError, plain_scalar
from syncer.yaml.write import definition_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from syncer.model.catalog import CatalogEntry, Settings

GIVEN: Final = (*DEFINED, *(name for name in BESIDES if not name.startswith("price_")))
"""The fields that can be given."""
_KINDS: Final = {**KIND, "protected": "flag", "tags": "names"}
_NOTHING: Final = "nothing was written"
_NOT_COPIED: Final = ("model_id", "is_default", "status", "replaced_by", "retires_on", "retirement_note")


class NewFile(NamedTuple):
    """A model file that may be written."""

    path: str
    data: bytes
    warnings: tuple[Problem, ...]


def field_given(word: str) -> str:
    """The field that a word names, in the form of files or of the store. Raises UsageError."""
    name = PYTHON_NAME.get(word, word)
    if name in BESIDES and name not in GIVEN:
        raise UsageError(f"`{name}` has lines of its own; edit it: syncer set MODEL-ID --editor")
    if name not in GIVEN:
        raise UsageError(f"a model file has no field {word!r} that can be set{did_you_mean(word, GIVEN)}")
    return name


def value_given(field: str, text: str) -> Any:
    """What the text means for the field; None for `null`, which takes the field out. Raises UsageError.

    A list is `a,b` or `[a, b]`. What a value may be, only the check of the file says.
    """
    if text in {"", "null", "~"}:
        return None
    kind = _KINDS.get(field, "text")
    if kind in {"modalities", "names"} and not text.startswith("["):
        return [part.strip() for part in text.split(",")]
    if kind in {"modalities", "names", "params"}:
        return _parsed(field, text)
    return text if kind == "text" else _scalar(text)


def _scalar(text: str) -> object:
    try:
        return plain_scalar(text)
    except TooManyDigitsError:
        return text


def _parsed(field: str, text: str) -> object:
    try:
        said = parse(f"{field}: {text}\n").value
    except YamlFaultError as error:
        raise UsageError(f"{field}: {error}; {_NOTHING}") from error
    if [*said] != [field]:
        raise UsageError(f"{field}: one value is expected; {_NOTHING}")
    return said[field]


def set_field(catalog: Catalog, entry: CatalogEntry, field: str, value: object) -> NewFile:
    """The file of a definition with the field at the value, as a minimal edit.

    `catalog` is what the files say. Raises UsageError where the file or the catalog would be invalid, or cannot be
    edited so; SyncerError when the file cannot be read.
    """
    path = entry.source.file
    if field in entry.since:
        raise UsageError(
            f"{field} holds from {entry.since[field]} on, by `price_changes` of {path}; edit it; {_NOTHING}"
        )
    changes = with_consequences(entry, {field: value}) if field in NAMES else {field: value}
    _, edited = _edited(path, changes)
    others = [other for other in catalog.entries if other.source.file != path]
    return _checked(catalog, others, path, edited)


def set_in_draft(catalog: Catalog, path: str, field: str, value: object) -> tuple[NewFile, tuple[str, ...]]:
    """The same of a file that is no valid definition yet, and the fields that it lacks then; none makes it one.

    Raises UsageError where the value makes another error in it, and otherwise as `set_field` does.
    """
    before, edited = _edited(path, {field: value})
    said, faults = check_model(edited)
    if said is not None:
        return _checked(catalog, catalog.entries, path, edited), ()
    known = {(name, message) for message, _, _, name, *_ in check_model(before)[1]}
    new = [fault for fault in faults if (fault[3], fault[0]) not in known]
    if new:
        raise UsageError(f"{_wrong(new)}; {_NOTHING}")
    return NewFile(path, edited, ()), tuple(dict.fromkeys(str(fault[3]) for fault in faults if _is_error(fault)))


def _is_error(fault: tuple[Any, ...]) -> bool:
    """Whether it is no warning."""
    return Problem("", *fault[: len(Problem._fields) - 1]).severity == "error"


def _edited(path: str, changes: Mapping[str, object]) -> tuple[bytes, bytes]:
    """A file, and what it is with these fields. Raises UsageError where it cannot be edited so, SyncerError."""
    try:
        data = read_bounded(path, MAX_DEFINITION_BYTES)
        text = decode_text(data)
        edited = edit_fields(text, changes)
    except NotEditableError as error:
        raise UsageError(f"{path}:{error.line}: {error}; {_NOTHING}") from error
    except (OSError, FileTooLargeError, NotTextError) as error:
        raise SyncerError(f"{path} cannot be read: {error}; {_NOTHING}") from error
    return data, data[: len(data) - len(text.encode())] + edited.encode()


def added(
    catalog: Catalog, fields: Mapping[str, object], *, folder: str, header: Sequence[str], like: CatalogEntry | None,
    remarks: Mapping[tuple[str, ...], str] = MappingProxyType({}),
) -> NewFile:  # fmt: skip
    """The file of a new model, with the fields of another one where they are not given. Raises UsageError."""
    require_new(catalog, str(fields["model_id"]))
    copied = {} if like is None else {**said_of(like.fields), "tags": list(like.tags) or None}
    said = {**{name: value for name, value in copied.items() if name not in _NOT_COPIED}, **fields}
    path = f"{folder}/{new_path(catalog, said, folder=folder)}"
    return _checked(catalog, catalog.entries, path, remarked_text(said, header, remarks).encode())


def require_new(catalog: Catalog, model_id: str) -> None:
    """Raise UsageError where the catalog has the model."""
    taken = next((entry.source for entry in catalog.entries if entry.model_id == model_id), None)
    if taken is not None:
        raise UsageError(f"{model_id} is defined at {taken.file}:{taken.line}; {_NOTHING}")


def remarked_text(fields: Mapping[str, object], header: Sequence[str], remarks: Mapping[tuple[str, ...], str]) -> str:
    """The file that says these fields, with remarks behind some of them, by their keys."""
    text = definition_text(fields, header=header)
    for keys, remark in remarks.items():
        text = with_remark(text, keys, remark, ours=NEVER)
    return text


def is_of(path: str, model_id: str) -> bool:
    """Whether a file, which may be invalid, says that it is of this model."""
    try:
        said = locate(decode_text(read_bounded(path, MAX_DEFINITION_BYTES))).value
    except (OSError, FileTooLargeError, NotTextError):
        return False
    return isinstance(said, dict) and said.get("model_id") == model_id


def new_path(catalog: Catalog, said: Mapping[str, object], *, folder: str) -> str:
    """Where the file of a new model belongs, below the catalog's folder."""
    paths = Paths(entry.source.file.removeprefix(f"{folder}/") for entry in catalog.entries)
    return paths.of({"provider_name": said.get("provider_name") or "other", "model_id": said["model_id"]})


def _checked(catalog: Catalog, others: Iterable[CatalogEntry], path: str, data: bytes) -> NewFile:
    """The file, when the catalog is valid with it."""
    said, faults = check_model(data)
    if said is None:
        raise UsageError(f"{_wrong(faults)}; {_NOTHING}")
    require_valid(catalog, (*others, entry_of(path, said)))
    return NewFile(path, data, catalog.settings.told(problems_of(path, faults, catalog.settings.platform)))


def _wrong(faults: Iterable[tuple[Any, ...]]) -> str:
    """What is wrong with a file, what is missing together."""
    said = [(str(field), str(message)) for message, _, _, field, *_ in faults]
    missing = [field for field, message in said if message.startswith("is missing")]
    others = [f"{field}: {message}" for field, message in said if field not in missing]
    return "; ".join([*others, *([f"not given: {', '.join(missing)}"] if missing else [])])


def require_valid(catalog: Catalog, entries: Sequence[CatalogEntry]) -> None:
    """Raise UsageError where the catalog, or a target of it, would be invalid with these definitions.

    One that is invalid already may be so in the same words: who mends one error after the other is not kept from it.
    """
    errors = _errors(catalog.settings, entries)
    known = {_words_of(one) for one in _errors(catalog.settings, catalog.entries)} if errors else ()
    wrong = next((one for one in errors if _words_of(one) not in known), None)
    if wrong is not None:
        raise UsageError(f"the catalog would be invalid: {wrong.where}: {wrong.message}; {_NOTHING}")


def _words_of(problem: Problem) -> tuple[str, str | None, str]:
    return problem.where, problem.field, problem.message


def _errors(settings: Settings, entries: Sequence[CatalogEntry]) -> list[Problem]:
    """What is wrong with all definitions together, for no target, and for the first target that is invalid."""
    where, ordered = settings.places.file, tuple(sorted(entries, key=lambda entry: entry.model_id))
    problems = [
        *broken_rules(ordered, settings.policies),
        *lost_policies(where, settings.policies, ordered),
        *slips_in_order(where, settings.order, ordered),
    ]
    try:
        for name in settings.targets:
            for_target(Catalog(settings, ordered), name)
    except CatalogError as error:
        problems += error.problems
    return [problem for problem in problems if problem.severity == "error"]
