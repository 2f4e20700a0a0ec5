"""Regions: packs of a place's own values and words, the plugins that bring them, and the hooks they use."""

from __future__ import annotations
