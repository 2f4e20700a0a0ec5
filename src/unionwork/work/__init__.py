"""The use cases, one verb a function: import, export, move, assess, measure, check, due."""

from __future__ import annotations
