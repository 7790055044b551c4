"""The fingerprint of a plan: all that a sync does, and what it newly remembers by what the catalog says. Pure.

What others did to the store in fields that no file names is no part of it: it is told of, and moves no guard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.model.equality import canonical_json, comparable, comparable_json, fingerprint_of
from syncer.plan.dated import announced_by

if TYPE_CHECKING:
    from syncer.plan.plan import Plan


def plan_fingerprint(plan: Plan) -> str:
    """SHA-256 in hex: equal changes, and equal news of prices to come and of settings, equal fingerprints."""
    changes = [
        [one.action, one.model_id, one.record_id,
         [[f.field, comparable(f.field, f.before), comparable(f.field, f.after)] for f in one.fields]]
        for one in plan.changes
    ]  # fmt: skip
    announced = announced_by(tuple(one for one in plan.coming if one.is_new))
    news = [canonical_json([announced, plan.remembers])] if announced or plan.remembers else []
    return fingerprint_of(comparable_json([plan.catalog, changes, *news]))
