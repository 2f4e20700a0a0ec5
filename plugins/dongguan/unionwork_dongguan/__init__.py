"""Region pack: 东莞市."""

from __future__ import annotations
