"""Registers, rules and figures for the grassroots work of Chinese trade unions."""

from __future__ import annotations
