"""Work in a catalog that is invalid already: beside a file that is not finished, or on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.authoring.given_fields import is_of
from syncer.errors import CatalogError, UsageError
from syncer.load.catalog import load_right_files
from syncer.load.find_files import find_model_files
from syncer.load.settings import tidy
from syncer.model.words import a_few

if TYPE_CHECKING:
    from syncer.cli.session import Session

_FINISH = "which is not valid yet; finish it (`syncer set MODEL-ID FIELD VALUE`, or --editor)"


def begin_beside_drafts(session: Session) -> tuple[str, ...]:
    """Let the session go by the files that are right; the places of those that are not.

    Raises CatalogError where the settings are wrong.
    """
    try:
        _ = session.definitions
    except CatalogError:
        catalog, problems = load_right_files(session.catalog)
        session.go_by(catalog)
        places = tuple(dict.fromkeys(one.where for one in problems))
        # A file that is not finished may be all that is wrong: what names its model, such as a policy, finds none.
        right = {catalog.settings.places.file, *(entry.source.file for entry in catalog.entries)}
        return tuple(place for place in places if place not in right) or places
    return ()


def say_invalid(session: Session, wrong: tuple[str, ...]) -> None:
    """Say which files are to be mended beside what was written."""
    if wrong:
        session.voice.say(f"the catalog is invalid as it is: {a_few(wrong)}; `syncer validate` says why")


def draft_of(session: Session, model_id: str, wrong: tuple[str, ...]) -> str | None:
    """The file of a model that is not finished."""
    if not wrong:
        return None
    right = {entry.source.file for entry in session.definitions.entries}
    paths = find_model_files(tidy(session.catalog)).files
    return next((path for path in paths if path in wrong and path not in right and is_of(path, model_id)), None)


def require_no_draft(session: Session, model_id: str, wrong: tuple[str, ...]) -> None:
    """Raise UsageError where a file of the model is begun."""
    path = draft_of(session, model_id, wrong)
    if path is not None:
        raise UsageError(f"{model_id} is begun at {path}, {_FINISH}; nothing was written")
