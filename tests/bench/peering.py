"""Talks to a peer that runs in an environment of its own: one line asks for one repeat, one line of JSON answers."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "peers"


class Peer:
    """A running peer. `ready` is what it said after building."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.ready = self._read()

    def once(self) -> dict[str, Any]:
        """One repeat of its work."""
        assert self.process.stdin is not None
        self.process.stdin.write("once\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the peer ended with code {self.process.wait()}")
        found: dict[str, Any] = json.loads(line)
        return found


@contextmanager
def peer(python: Path, script: str, workload: Path) -> Iterator[Peer]:
    """The peer in `script`, built from the workload file; it ends with the block."""
    command = [str(python), str(HERE / script), str(workload)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield Peer(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait()
