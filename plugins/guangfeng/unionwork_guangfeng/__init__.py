"""Region pack: 上饶市广丰区."""

from __future__ import annotations
