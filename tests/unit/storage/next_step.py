"""A step after the newest one, as the next release of the program would bring it."""

from __future__ import annotations

import shutil
from pathlib import Path

from qcy_desktop.storage.tables import SCHEMA

NEXT = SCHEMA + 1


def with_step(folder: Path, migrations: Path, upgrade: str) -> Path:
    """A copy of the migrations in `folder` with one step more, whose ``upgrade`` does what these lines say."""
    newer = folder / "migrations"
    shutil.copytree(migrations, newer, ignore=shutil.ignore_patterns("__pycache__"))
    lines = (
        '"""One step more."""',
        "import sqlalchemy as sa",
        "from alembic import op",
        f'revision = "{NEXT:04d}"',
        f'down_revision = "{SCHEMA:04d}"',
        "def upgrade():",
        *(f"    {line}" for line in upgrade.splitlines()),
    )
    (newer / "versions" / f"{NEXT:04d}_next.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return newer
