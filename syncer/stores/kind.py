"""What a kind of store says of itself before one is opened, and what some kinds can do beside the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from syncer.model.catalog import Target
    from syncer.model.grants import Grants
    from syncer.stores.base import Store


class Surroundings(NamedTuple):
    """What opening a store may need beside its target."""

    environment: Mapping[str, str]
    catalog: str = "catalog"
    """The catalog's folder, from which relative paths of settings count."""
    cached: bool = False
    """Whether verdicts on records are kept between runs, in the user's cache directory."""
    latest: bool = True
    """Whether a read of all knows every write that was done before it. One that need not costs half on a table."""
    marked: bool = True
    """Whether records say what was last applied to them: it takes a sixth of the time of reading one."""
    has_few: Callable[[], bool] = lambda: False
    """Whether few rows are expected: they are then asked for at once, and not in parts. A wrong answer costs time."""
    session: Any = None
    """The `boto3.session.Session` of an app; None for one as the environment says."""


class StoreKind(NamedTuple):
    """What a kind of store says of itself before one is opened. Every command reads it: it imports no library."""

    variable: str
    """The environment variable that names a store of this kind."""
    settings: tuple[str, ...]
    """What a target says of it, the one first that it cannot do without."""
    named: Callable[[str], Target]
    """The target that a value of the variable means."""
    described: Callable[[Mapping[str, str]], str]
    """The settings in a few words, for a list of targets."""
    opened: Callable[[Mapping[str, str], Surroundings], Store]
    """The store of these settings."""


@runtime_checkable
class KeepsGrants(Protocol):
    """A store that can say who was granted which models. Most cannot, and need not."""

    @property
    def roles_table(self) -> str | None:
        """Where the grants are, as a message says it; None where nobody said."""

    def grants(self) -> Grants:
        """All of them; only where `roles_table` says where. Raises StoreError when they cannot be read whole."""
