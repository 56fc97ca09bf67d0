"""From here on whoever writes to a server's database counts it, which is what tells how much another server has.

No table changes. A program of the version before would write without counting, unseen by whoever compares numbers: the
new name of the shape has it refused.
"""

from __future__ import annotations

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Change the name alone."""
