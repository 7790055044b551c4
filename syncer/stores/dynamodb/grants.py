"""Reading the platform's table of roles: one scan, of nothing but what says who was granted which models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from syncer.errors import StoreError
from syncer.stores.dynamodb.errors import CallError
from syncer.stores.dynamodb.items import from_value, parseable
from syncer.stores.grant_rows import (
    DEFINITION,
    PERSON,
    PERSONAL,
    PERSONAL_GRANT,
    ROLE,
    ROLE_GRANT,
    grants_from,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.grants import Grants
    from syncer.stores.dynamodb.client import Calls
    from syncer.stores.dynamodb.items import TableItem

_ATTRIBUTES: Final = ("PK", "SK", "roleId", "enabled", "inheritsFrom", "jwtRoleMappings", "grantedModels")
_NESTED: Final = ("effectivePermissions", "models")
_SCAN: Final[dict[str, Any]] = {
    "ConsistentRead": True,
    "ProjectionExpression": f"{', '.join(f'#{name}' for name in _ATTRIBUTES)}, {'.'.join(f'#{n}' for n in _NESTED)}",
    "FilterExpression": "(begins_with(#PK, :role) AND (#SK = :definition OR begins_with(#SK, :granted)))"
    " OR (begins_with(#PK, :person) AND (#SK = :personal OR begins_with(#SK, :held)))",
    "ExpressionAttributeNames": {f"#{name}": name for name in (*_ATTRIBUTES, *_NESTED)},
    "ExpressionAttributeValues": {
        ":role": {"S": ROLE},
        ":definition": {"S": DEFINITION},
        ":granted": {"S": ROLE_GRANT},
        ":person": {"S": PERSON},
        ":personal": {"S": PERSONAL},
        ":held": {"S": PERSONAL_GRANT},
    },
}


def read_grants(calls: Calls) -> Grants:
    """All grants of the table, page after page. Raises StoreError when it cannot be read whole."""
    try:
        return grants_from(map(_row, calls.pages("scan", **_SCAN)), where=f"table {calls.access.table}")
    except CallError as error:
        if error.code != "ResourceNotFoundException":
            raise
        raise StoreError(f"{calls.place}: there is no such table; check `roles_table` and the region") from error


def _row(item: TableItem) -> Mapping[str, object] | str:
    """The item as plain values; its partition key where a value is none."""
    try:
        return parseable({name: from_value(value) for name, value in item.items()})
    except StoreError:
        return str(item["PK"]["S"])
