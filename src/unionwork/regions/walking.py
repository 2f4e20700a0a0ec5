"""Walks the procedures of a region over its tiers: each can be reached, stands in the way, and in the right order."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from unionwork.core.permissions import permissions
from unionwork.declare.catalogue import Catalogue, Region
from unionwork.declare.procedures import Procedure
from unionwork.declare.skipping import behind, reached
from unionwork.declare.tiers import APPROVER, Tier


@attrs.frozen(kw_only=True)
class Walked:
    """What a walk over one tier of a region found.

    Attributes:
        tier: kind.key of the tier.
        says: what was looked at, in words.
        expected: what ought to be.
        got: what is; the same where all is well.
    """

    tier: str
    says: str
    expected: str
    got: str


def walk_tiers(region: Region, catalogue: Catalogue) -> list[Walked]:
    """All walks over the tiers that hold in a region, its own and those of the regions it stands on."""
    found: list[Walked] = []
    for kind in sorted(catalogue.procedures):
        tiers = catalogue.tiers(kind, region.key)
        procedure = catalogue.procedure(kind, region.key)
        for tier in tiers:
            found += _walk(procedure, tier)
    return found


def _walk(procedure: Procedure, tier: Tier) -> Iterator[Walked]:
    key, label = f"{procedure.of.key}.{tier.key}", tier.label
    arrives = "到得了" if tier.passed in reached(procedure, procedure.steps) else "到不了"
    yield Walked(tier=key, says=f"{label}:记录能走到这一级", expected="到得了", got=arrives)

    held = "拦得住" if behind(procedure, tier) - {tier.passed} else "绕得过去"
    yield Walked(tier=key, says=f"{label}:不经这一级,后面的办不了", expected="拦得住", got=held)

    before, after = _neighbours(procedure, tier)
    order = f"不低于第 {before} 级" + (f"、不高于第 {after} 级" if after else "")
    rising = before <= tier.tier and (not after or tier.tier <= after)
    got = order if rising else f"第 {tier.tier} 级"
    yield Walked(tier=key, says=f"{label}:级次与前后各级相接", expected=order, got=got)

    takers = [role for role in permissions().roles.values() if role.may_take(APPROVER, procedure.of)]
    known = any(role.key == APPROVER and role.may("read", procedure.of) for role in takers)
    got = "审批人" if known else "没有人"
    yield Walked(tier=key, says=f"{label}:审批人可以办理{procedure.of.label}", expected="审批人", got=got)


def _neighbours(procedure: Procedure, tier: Tier) -> tuple[int, int]:
    """The highest number of a tier that comes before a tier, and the lowest of those behind it; 0 for none."""
    past, own = behind(procedure, tier), (f"{tier.key}_pass", f"{tier.key}_refuse")
    tiers = [step for step in procedure.steps if step.tier and step.key not in own]
    ahead = [step.tier for step in tiers if not past.intersection(step.sources)]
    after = [step.tier for step in tiers if past.intersection(step.sources)]
    return max(ahead, default=1), min(after, default=0)
