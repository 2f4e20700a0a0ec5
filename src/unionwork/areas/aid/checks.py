"""What ought to hold of hardship files, applications and payments."""

from __future__ import annotations

from unionwork.areas.aid.checks_of_applications import CHECKS_OF_APPLICATIONS
from unionwork.areas.aid.checks_of_files import CHECKS_OF_FILES

CHECKS = (*CHECKS_OF_FILES, *CHECKS_OF_APPLICATIONS)
