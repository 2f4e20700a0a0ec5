"""Region pack: 哈尔滨市道里区."""

from __future__ import annotations
