"""What a person looks at in a register: the kind, the conditions, the words sought, the organisation, the order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from unionwork_tui.words import say


@attrs.frozen(kw_only=True, eq=False)
class Looking:
    """One view of a register; never changed, a new one is made.

    Attributes:
        kind: key of the kind, "" before one is chosen.
        where: conditions, as the command line takes them.
        told_as: condition to its words for people, for those that were chosen from a list.
        search: the words sought.
        org: number of the organisation, None for all.
        org_name: its name.
        sort: key of the field that gives the order, with a - before it for the largest first; "" for the number.
    """

    kind: str = ""
    where: tuple[str, ...] = ()
    told_as: Mapping[str, str] = attrs.field(factory=dict)
    search: str = ""
    org: str | None = None
    org_name: str = ""
    sort: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether some records may be left out."""
        return bool(self.where or self.search or self.org)

    def filters(self, scope: str | None) -> dict[str, Any]:
        """The filters, as the workspace takes them."""
        return {"where": self.where, "search": self.search or None, "org": self.org or scope}

    def told(self) -> str:
        """The conditions in words, as they stand in the frame."""
        parts = [f"[{self.told_as.get(text, text)}]" for text in self.where]
        parts += [f"[{self.org_name}]"] if self.org else []
        parts += [say(f"[搜索 {self.search}]", f"[search {self.search}]")] if self.search else []
        return " ".join(parts)

    def line(self) -> str:
        """The same view as the end of a command line."""
        parts = [f"--where '{text}'" for text in self.where]
        parts += [f"--search '{self.search}'"] if self.search else []
        parts += [f"--org {self.org}"] if self.org else []
        return " ".join(parts)

    def with_search(self, word: str) -> Looking:
        """The same view with other words sought."""
        return attrs.evolve(self, search=word)

    def of_org(self, org: str | None, name: str) -> Looking:
        """The same view of another organisation."""
        return attrs.evolve(self, org=org, org_name=name)

    def with_condition(self, key: str, text: str | None, told: str) -> Looking:
        """The same view with another condition on a field; None takes it away."""
        kept = tuple(held for held in self.where if not held.startswith(f"{key}="))
        words = {held: self.told_as[held] for held in kept if held in self.told_as}
        if text is None:
            return attrs.evolve(self, where=kept, told_as=words)
        return attrs.evolve(self, where=(*kept, text), told_as={**words, text: told})

    def condition_on(self, key: str) -> str | None:
        """The condition on a field, None where there is none."""
        return next((held for held in self.where if held.startswith(f"{key}=")), None)

    def cleared(self) -> Looking:
        """All records of the kind."""
        return Looking(kind=self.kind, sort=self.sort)
