"""A table of roles as the platform writes it: by boto3's own serializer, past our code."""

from __future__ import annotations

from itertools import count
from typing import Any

from boto3.dynamodb.types import TypeSerializer

from tests.stores.dynamodb_rows import make_table

_numbers = count(1)


class RolesTable:
    """A fresh table of roles."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.name = f"app-roles-{next(_numbers)}"
        make_table(client, self.name, index=False)

    def put(self, **item: Any) -> None:
        """Put any item."""
        values = {name: TypeSerializer().serialize(value) for name, value in item.items()}
        self._client.put_item(TableName=self.name, Item=values)

    def role(self, role_id: str, *models: str, effective: tuple[str, ...] | None = None, **more: Any) -> None:
        """A role and the records of its grants, with what the page stores besides."""
        fields = {"roleId": role_id, "displayName": role_id.title(), "enabled": True, **more}
        parts = {"models": [*(models if effective is None else effective)], "tools": ["a-tool"], "quotaTier": None}
        self.put(
            PK=f"ROLE#{role_id}", SK="DEFINITION", grantedModels=[*models], effectivePermissions=parts,
            priority=1, createdBy="nobody", **{"inheritsFrom": [], "jwtRoleMappings": [], **fields},
        )  # fmt: skip
        for model_id in models:
            keys = {"GSI3PK": f"MODEL#{model_id}", "GSI3SK": f"ROLE#{role_id}"}
            self.put(PK=f"ROLE#{role_id}", SK=f"MODEL_GRANT#{model_id}", **keys, roleId=role_id, enabled=True)
        self.put(PK=f"ROLE#{role_id}", SK="TOOL_GRANT#a-tool", roleId=role_id, enabled=True)

    def person(self, person_id: str, *models: str) -> None:
        """Somebody who was granted models in person, and something else that the table has of everybody."""
        self.put(PK=f"USER#{person_id}", SK="GRANTS", grantedModels=[*models], note=f"asked by {person_id}")
        for model_id in models:
            keys = {"GSI3PK": f"MODEL#{model_id}", "GSI3SK": f"USER#{person_id}"}
            self.put(PK=f"USER#{person_id}", SK=f"GRANT_MODEL#{model_id}", **keys)
        self.put(PK=f"USER#{person_id}", SK="PROFILE", name=person_id)
