"""Region pack: 紫阳县蒿坪镇."""

from __future__ import annotations
