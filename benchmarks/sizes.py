"""How large the county is."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Sizes:
    """How many records of each kind there are."""

    organisations: int = 2_000
    members: int = 1_000_000
    households: int = 200_000
    visits: int = 300_000
    applications: int = 100_000
    payments: int = 300_000
    inspections: int = 20_000
    findings: int = 100_000

    def scaled(self, scale: float) -> Sizes:
        """In proportion; never so few that a level of the tree is empty."""
        scaled = {key: max(40, round(count * scale)) for key, count in attrs.asdict(self).items()}
        return Sizes(**scaled)
