"""Problems with policies of models that the catalog does not have. Imported only where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded
from syncer.errors import Problem
from syncer.load.decode import decode_text
from syncer.load.locate_problems import Complaint, located_problems
from syncer.model.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def lost_policy_problems(path: str, keys: tuple[str, ...], lost: Iterable[str], known: Sequence[str]) -> list[Problem]:
    """A problem for each lost model id, which stands in the file below those keys. `known` are the catalog's."""
    complaints = [
        Complaint(
            (*keys, name),
            f"no model of the catalog has this model_id{did_you_mean(name, known)}; mend it or remove the policy",
            on_key=True,
        )
        for name in lost
    ]
    try:
        text = decode_text(read_bounded(path, MAX_DEFINITION_BYTES))
    except (OSError, FileTooLargeError):  # the catalog at a Git ref: its files are gone by now
        return [Problem(path, one.message, field=".".join(map(str, one.path))) for one in complaints]
    return located_problems(text, path, complaints)
