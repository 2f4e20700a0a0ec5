"""The tree of organisations, with how many records of the register in view each holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from unionwork_tui.cutting import cut
from unionwork_tui.words import say

Node = Mapping[str, Any]
_WIDTH = 24


class OrgTree(Tree[str]):
    """Organisations below each other; those of a branch are put in when it is opened."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "inward", show=False),
        Binding("left", "outward", show=False),
    ]
    DEFAULT_CSS = """
    OrgTree { padding: 0; background: transparent; overflow-x: hidden; }
    OrgTree > .tree--guides, OrgTree > .tree--guides-hover, OrgTree > .tree--guides-selected { color: $foreground 20%; }
    """

    class Chosen(Message):
        """One organisation and those below it are to be shown; None for all."""

        def __init__(self, org: str | None, name: str) -> None:
            super().__init__()
            self.org, self.name = org, name

    class Leaving(Message):
        """Right was pressed where nothing more opens."""

    def __init__(self, *, id: str | None = None) -> None:
        # Labels are asked for as soon as there is a root.
        self.names: dict[str, str] = {}
        self._below: dict[str | None, list[str]] = defaultdict(list)
        self._counts: dict[str, int] = {}
        self._own: dict[str, int] = {}
        self._placed: dict[str, TreeNode[str]] = {}
        self._parents: dict[str, str | None] = {}
        self._order: list[str] = []
        self._read = False
        super().__init__("", id=id)
        self.guide_depth, self.auto_expand = 2, False

    def put(self, tree: Sequence[Node]) -> None:
        """Take in the organisations, as `Workspace.org_tree` lists them; what was open stays open."""
        opened = {number for number, node in self._placed.items() if node.is_expanded}
        held = self.cursor_node.data if self.cursor_node is not None else None
        self._read = True
        # Others look names up in this very mapping.
        self.names.clear()
        self.names.update({node["number"]: node["name"] for node in tree})
        self._order = [node["number"] for node in tree]
        self._parents = {node["number"]: node["parent"] if node["parent"] in self.names else None for node in tree}
        self._below = defaultdict(list)
        for number in self._order:
            self._below[self._parents[number]].append(number)
        self._placed = {}
        if not self._order:
            self.reset("")
            return
        top = self._order[0]
        self.reset("", top)
        self._placed[top] = self.root
        self.root.allow_expand = bool(self._below[top])
        self._sum()
        self.root.expand()
        for number in self._order:
            if number in opened and number in self._placed:
                self._placed[number].expand()
                self._open(self._placed[number])
        self.call_after_refresh(self.go_to, held)

    def count(self, own: Mapping[str, int]) -> None:
        """Take in how many records belong to each organisation itself."""
        self._own = dict(own)
        self._sum()
        for node in self._placed.values():
            node.refresh()
        self.refresh()

    def on_resize(self) -> None:
        """Names are cut to the width."""
        for node in self._placed.values():
            node.refresh()

    def count_of(self, number: str) -> int:
        """How many records an organisation and those below it hold."""
        return self._counts.get(number, 0)

    def go_to(self, number: str | None) -> None:
        """Put the cursor on an organisation, opening the branches above it."""
        path = []
        at = number
        while at is not None and at in self._parents:
            path.append(at)
            at = self._parents[at]
        for step in reversed(path[1:]):
            if step in self._placed:
                self._open(self._placed[step])
                self._placed[step].expand()
        if number in self._placed:
            self.move_cursor(self._placed[number])

    def _sum(self) -> None:
        self._counts = dict.fromkeys(self._order, 0)
        # Children stand after their parents, so from the end on every sum is whole when it is handed up.
        for number in reversed(self._order):
            self._counts[number] += self._own.get(number, 0)
            above = self._parents[number]
            if above is not None:
                self._counts[above] += self._counts[number]

    def _open(self, node: TreeNode[str]) -> None:
        if node.data is None or node.children:
            return
        for number in self._below[node.data]:
            child = node.add("", number, allow_expand=bool(self._below[number]))
            self._placed[number] = child

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[str]) -> None:
        event.stop()
        self._open(event.node)

    def on_tree_node_selected(self, event: Tree.NodeSelected[str]) -> None:
        event.stop()
        number = event.node.data
        if number is not None:
            top = event.node.is_root
            self.post_message(self.Chosen(None if top else number, "" if top else self.names.get(number, number)))

    def action_inward(self) -> None:
        """Open the branch; where it is open or has none, go on to the table."""
        node = self.cursor_node
        if node is not None and node.allow_expand and not node.is_expanded:
            self._open(node)
            node.expand()
        else:
            self.post_message(self.Leaving())

    def action_outward(self) -> None:
        """Close the branch, or go to the organisation above."""
        node = self.cursor_node
        if node is not None and node.is_expanded and not node.is_root:
            node.collapse()
        elif node is not None and node.parent is not None:
            self.move_cursor(node.parent)

    def render_label(self, node: TreeNode[str], base_style: Style, style: Style) -> Text:
        """The name, and how many records there are from here down."""
        number = node.data or ""
        icon = (self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE) if node.allow_expand else "  "
        none = say("没有组织", "no organisation") if self._read else say("读取中…", "reading…")
        name = self.names.get(number, none)
        count = self.count_of(number)
        shown = f" {count:,}" if count else ""
        depth, above = 0, node.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        # The count stands at the right edge and is never cut; the name gives way.
        room = (self.scrollable_content_region.width or _WIDTH) - depth * self.guide_depth - cell_len(icon) - len(shown)
        dim = base_style + Style(dim=True)
        return Text.assemble((icon, base_style), (cut(name, max(room, 4)), style), (shown, dim))
