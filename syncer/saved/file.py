"""A plan as a file that holds everything needed to apply it, and back. Pure.

The file is JSON on one line a part. Its last part is a checksum over every byte before it, which notices damage and
edits by hand; it is no signature. It holds prices and ids of models, and no secrets.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import Problem, StalePlanError, UsageError
from syncer.frozen import NamedTuple
from syncer.model.catalog import Place
from syncer.model.equality import canonical_json, fingerprint_of
from syncer.model.ignored import Ignored
from syncer.model.records import Record
from syncer.plan.guards.check import Guard
from syncer.plan.guards.role_access import Reach, RoleReach
from syncer.plan.in_force import remembered
from syncer.plan.inventory import AttributeCount
from syncer.plan.page_fields import PageEdit
from syncer.plan.plan import Plan
from syncer.saved.change_json import change_from, change_json, renewal_from
from syncer.saved.lifecycle_json import lifecycle_from
from syncer.saved.plan_shape import document_shape, plan_shape
from syncer.saved.settings_json import news_from, setting_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import Catalog
    from syncer.plan.coming_prices import ComingPrice

FORMAT: Final = "syncer-plan"
VERSION: Final = "1.0"
LARGEST_PLAN: Final = 1 << 28
"""Bytes. A larger file is no plan: one of 10,000 creates has about 15 MB."""
CLOCK_TOLERANCE: Final = timedelta(minutes=10)
"""So much may the clocks of two machines differ."""
_CHECKSUM: Final = b',\n"checksum": "%s"}\n'


class Provenance(NamedTuple):
    """What a saved plan was made from, by whom, and for how long it holds."""

    made_by: str
    made_at: datetime
    expires_at: datetime
    tool: str
    """The version of this tool."""
    commit: str | None
    """The catalog's Git commit, where there is one."""
    dirty: bool
    """Whether the catalog's files differed from that commit."""
    catalog_hash: str
    """SHA-256 over what the catalog says."""


class SavedPlan(NamedTuple):
    """A plan, where it comes from, and the one store that it is for."""

    plan: Plan
    origin: Provenance
    target: Mapping[str, str]
    """The identity of the store."""
    plan_id: str
    """The checksum: no two plans that were saved are the same plan."""


def catalog_hash(catalog: Catalog) -> str:
    """SHA-256 over what the definitions say, whatever their files look like."""
    said = [[dict(entry.fields), entry.protected, entry.renamed_from, *(one[:2] for one in entry.price_changes)]
            for entry in catalog.entries]  # fmt: skip
    return fingerprint_of(canonical_json([catalog.settings.name, said]))


def saved_bytes(plan: Plan, origin: Provenance, target: Mapping[str, str]) -> bytes:
    """The file of a plan."""
    parts = {
        "format": FORMAT,
        "format_version": VERSION,
        "made_by": origin.made_by,
        "made_at": origin.made_at.isoformat(),
        "expires_at": origin.expires_at.isoformat(),
        "tool_version": origin.tool,
        "commit": origin.commit,
        "dirty": origin.dirty,
        "catalog_hash": origin.catalog_hash,
        "target": dict(target),
        "plan": plan_json(plan),
    }
    lines = [f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in parts.items()]
    body = ("{" + ",\n".join(lines)).encode()
    return body + _CHECKSUM % _digest(body)


def read_saved(data: bytes, *, name: str) -> SavedPlan:
    """The plan in a file's bytes. `name` is what messages call the file. Raises UsageError, and never guesses."""
    document = _document(data, name)
    version = str(document.get("format_version", ""))
    if version.partition(".")[0] != VERSION.partition(".")[0]:
        raise UsageError(f"{name} has the format {version}; this syncer reads {VERSION}; make the plan again with it")
    body, _, end = data.rpartition(b',\n"checksum": ')
    digest = _digest(body)
    if end != _CHECKSUM.rpartition(b": ")[2] % digest:
        raise UsageError(f"{name} was changed after it was saved, or is damaged; make the plan again")
    try:
        document_shape(document)
        return SavedPlan(plan_from(document["plan"]), _origin(document), document["target"], digest.decode())
    except (ValueError, ArithmeticError) as error:
        raise UsageError(f"{name} is not as syncer {VERSION} saves a plan: {error}; make the plan again") from error


def require_current(saved: SavedPlan, *, target: Mapping[str, str], address: str, now: datetime, name: str) -> None:
    """The plan is for this store and for this time. Raises StalePlanError."""
    origin = saved.origin
    if origin.made_at - now > CLOCK_TOLERANCE:
        raise StalePlanError(
            f"{name} was made at {_minute(origin.made_at)}, which is in the future: it is {_minute(now)} here; set the "
            "clock of the one or the other machine right"
        )
    if now > origin.expires_at:
        raise StalePlanError(f"{name} expired at {_minute(origin.expires_at)}; make the plan again")
    for key, value in saved.target.items():
        if target.get(key) != value:
            found = target.get(key, "nothing")
            raise StalePlanError(f"{name} is for another target: its {key} is {value}, that of {address} is {found}")


def _document(data: bytes, name: str) -> dict[str, Any]:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name} is no saved plan, or only a part of one; make the plan again") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UsageError(f"{name} is no saved plan; `syncer plan --out FILE` makes one")
    return document


def _origin(document: Mapping[str, Any]) -> Provenance:
    made, expires = (datetime.fromisoformat(document[name]).astimezone(UTC) for name in ("made_at", "expires_at"))
    return Provenance(
        document["made_by"], made, expires, document["tool_version"], document["commit"], document["dirty"],
        document["catalog_hash"],
    )  # fmt: skip


def _digest(body: bytes) -> bytes:
    return sha256(body).hexdigest().encode()


def _minute(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def plan_json(plan: Plan) -> dict[str, Any]:
    """The plan as JSON values.

    A refused plan cannot be applied, so conflicts are not kept; nor is the inventory, which the apply makes.
    """
    return {
        "catalog": plan.catalog,
        "target": plan.target,
        "changes": list(map(change_json, plan.changes)),
        "renewals": list(map(change_json, plan.renewals)),
        "keep_days": plan.keep_days,
        "unchanged": plan.unchanged,
        "unmanaged": [[record.record_id, record.model_id] for record in plan.unmanaged],
        "guards": list(map(_guard_json, plan.guards)),
        "overwritten": list(plan.overwritten),
        "problems": list(map(list, plan.problems)),
        "attributes": list(map(list, plan.attributes)),
        "page_edits": list(map(list, plan.page_edits)),
        "reach": [[list(role) for role in plan.reach.roles], list(plan.reach.last_for_images)],
        "lifecycle": [list(map(list, part)) for part in plan.lifecycle],
        "settings": list(map(list, plan.settings)),
        "in_force": None if plan.in_force is None else dict(plan.in_force),
        "ignores_grants": plan.ignores_grants,
        "reverts": plan.reverts,
        "left_out": list(plan.left_out),
        **({"ignored": list(plan.ignored)} if plan.ignored else {}),
        **({"coming": list(map(list, plan.coming))} if plan.coming else {}),
        **({"remembers": list(map(list, plan.remembers))} if plan.remembers else {}),
    }


def plan_from(document: Mapping[str, Any]) -> Plan:
    """The plan. Raises ValueError or ArithmeticError for what `plan_json` did not make."""
    plan_shape(document)
    return Plan(
        catalog=document["catalog"],
        target=document["target"],
        changes=tuple(map(change_from, document["changes"])),
        renewals=tuple(map(renewal_from, document["renewals"])),
        keep_days=document["keep_days"],
        unchanged=document["unchanged"],
        unmanaged=tuple(Record(record_id, model_id, {}, {}, None) for record_id, model_id in document["unmanaged"]),
        guards=tuple(_guard(guard) for guard in document["guards"]),
        overwritten=tuple(document.get("overwritten", ())),
        problems=tuple(Problem(*problem) for problem in document["problems"]),
        attributes=tuple(AttributeCount(*attribute) for attribute in document["attributes"]),
        page_edits=tuple(PageEdit(*edit) for edit in document.get("page_edits", ())),
        reach=_reach(*document["reach"]),
        lifecycle=lifecycle_from(*document.get("lifecycle", ((), ()))),
        settings=tuple(map(setting_from, document.get("settings", ()))),
        in_force=remembered(document.get("in_force")),
        ignores_grants=document.get("ignores_grants", False),
        reverts=document.get("reverts"),
        left_out=tuple(document.get("left_out", ())),
        ignored=Ignored(*document.get("ignored", ())),
        coming=_coming(document.get("coming", [])),
        remembers=tuple(map(news_from, document.get("remembers", ()))),
    )


def _coming(parts: list[Any]) -> tuple[ComingPrice, ...]:
    """Most plans have none."""
    return tuple(map(import_module("syncer.saved.announced").coming_from, parts)) if parts else ()


def _guard_json(guard: Guard) -> list[Any]:
    """Without trailing defaults."""
    place = list(guard.place) if guard.place is not None else None
    full = [*guard[:4], place, list(guard.model_ids), guard.field]
    return full if full[4:] != [None, [], None] else full[:4]


def _guard(part: list[Any]) -> Guard:
    """A plan that an older release saved has the first four only."""
    name, message, lifted_by, lifted, *rest = part
    place, model_ids, field = rest or (None, (), None)
    return Guard(name, message, lifted_by, lifted, Place(*place) if place else None, tuple(model_ids), field)


def _reach(roles: list[list[Any]], images: list[str]) -> Reach:
    found = (RoleReach(role, before, after, tuple(lost), tuple(gained)) for role, before, after, lost, gained in roles)
    return Reach(tuple(found), tuple(images))
