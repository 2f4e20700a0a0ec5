"""The procedures of aid: of a hardship file, of an application with its tiers, of a payment."""

from __future__ import annotations

from unionwork.areas.aid.applications import AID_APPLICATION
from unionwork.areas.aid.files import AID_FILE
from unionwork.areas.aid.payments import PAYMENT

PROCEDURES = (AID_FILE, AID_APPLICATION, PAYMENT)
