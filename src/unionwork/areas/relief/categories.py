"""Which households are poor, and which are objects of relief: two different things."""

from __future__ import annotations

from typing import Any

from unionwork.declare.expressions import Expr

# Out of poverty, or watched lest it fall (back) into it: helped and visited, but not poor.
_NOT_POOR = ("ordinary", "lifted", "unstable_lifted", "marginal", "sudden_hardship")


def supported(household: Any) -> Expr:
    """Whether a household (its field space, or a path to one) is an object of relief: any but an ordinary one."""
    found: Expr = household.category.known() & (household.category != "ordinary")
    return found


def poor(household: Any) -> Expr:
    """Whether it is poor: of a poor category, a region's own ones among them, and not lifted out of poverty."""
    found: Expr = household.category.known() & ~household.category.is_in(*_NOT_POOR) & ~household.lifted_on.known()
    return found
