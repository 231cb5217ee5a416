"""A PostgreSQL server of the tests' own: made, started on the loopback address, and thrown away."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from qcy_desktop.storage import Opening, Storage


class Hall:
    """A running server. `port` is on 127.0.0.1; whoever may connect there may do everything."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._template = ""

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Hall]:
        """Make a cluster in a temporary folder, start it, stop it. Raises FileNotFoundError without PostgreSQL."""
        programs, folder = _programs(), Path(tempfile.mkdtemp(prefix="qcy-hall-"))
        user = None
        if sys.platform != "win32" and os.geteuid() == 0:
            # The server refuses to run as root.
            user = "nobody"
            shutil.chown(folder, user)
        data, port = folder / "data", _free_port()
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=60"
        )

        def run(*command: str) -> None:
            subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

        try:
            run(
                str(programs / "initdb"),
                "-D",
                str(data),
                "-A",
                "trust",
                "-U",
                "hall",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            )
            control = str(programs / "pg_ctl")
            run(control, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
            try:
                yield cls(port)
            finally:
                run(control, "-D", str(data), "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def database(self, migrations: Path) -> Iterator[str]:
        """The URL of a fresh database with our tables; copied from one that was migrated once."""
        if not self._template:
            name = self._create("template0")
            with tempfile.TemporaryDirectory() as desk:
                Storage.open(Path(desk), migrations, Opening(url=self._url(name), random=bytes)).close()
            self._template = name
        name = self._create(self._template)
        try:
            yield self._url(name)
        finally:
            self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def empty(self) -> str:
        """The URL of a database without any tables."""
        return self._url(self._create("template0"))

    def _create(self, template: str) -> str:
        name = f"hall_{secrets.token_hex(6)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _url(self, name: str) -> str:
        return f"postgresql://hall@127.0.0.1:{self.port}/{name}"

    def _say(self, statement: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def _programs() -> Path:
    """Where the server's programs lie: the newest that Debian or the Windows installer put there, else in the path."""
    places = (Path("/usr/lib/postgresql"), Path(os.environ.get("PROGRAMFILES", "/nowhere")) / "PostgreSQL")
    installed = [path for place in places for path in place.glob("*/bin/initdb*") if path.parts[-3].isdigit()]
    newest = sorted(installed, key=lambda path: int(path.parts[-3]))
    found = newest[-1] if newest else shutil.which("initdb")
    if not found:
        raise FileNotFoundError("PostgreSQL is needed for the hall's tests: https://www.postgresql.org/download/")
    return Path(found).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
