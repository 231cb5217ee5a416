"""Laws of every test: no network, no unexpected error in the log, repeatable trials."""

from __future__ import annotations

import importlib.util
import logging
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("brief", max_examples=6, deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("sample", max_examples=60, deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("long", max_examples=5000, deadline=None)

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="long trials at full count instead of seeded samples")
    parser.addoption("--brief", action="store_true", help="a few examples of each property: for the job without Qt")
    if importlib.util.find_spec("pytestqt") is None:
        # The job without Qt has no pytest-qt to declare its own settings.
        for name in ("qt_api", "qt_default_raising", "qt_log_ignore", "qt_log_level_fail"):
            parser.addini(name, "belongs to pytest-qt")


def pytest_configure(config: pytest.Config) -> None:
    profile = next((name for name in ("long", "brief") if config.getoption(f"--{name}")), "sample")
    hypothesis.settings.load_profile(profile)


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """How often to try: `trials(sample, full)` gives the sample's count, or the full one under --long."""
    full_count = bool(request.config.getoption("--long"))
    return lambda sample, full: full if full_count else sample


@pytest.fixture
def root() -> Path:
    """The root of the source tree."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the network fails at once; marked ones may use the loopback address."""
    may_loop = request.node.get_closest_marker("loopback") is not None
    real_connect, real_bind = socket.socket.connect, socket.socket.bind

    def allowed(sock: socket.socket, address: object) -> bool:
        if sys.platform != "win32" and sock.family == socket.AF_UNIX:
            return True
        return may_loop and isinstance(address, tuple) and address[0] in LOOPBACK

    def guarded(real: Callable[..., object]) -> Callable[..., object]:
        def call(sock: socket.socket, address: object) -> object:
            if not allowed(sock, address):
                pytest.fail(f"this test reached for the network: {address!r}")
            return real(sock, address)

        return call

    def no_lookup(*wanted: object, **_: object) -> object:
        pytest.fail(f"this test looked up a network name: {wanted!r}")

    monkeypatch.setattr(socket.socket, "connect", guarded(real_connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    monkeypatch.setattr(socket.socket, "bind", guarded(real_bind))
    if not may_loop:
        monkeypatch.setattr(socket, "getaddrinfo", no_lookup)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """An ERROR in the log that the test did not announce fails it."""
    watcher = _ErrorWatcher()
    logging.getLogger().addHandler(watcher)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(watcher)
    if watcher.seen and item.get_closest_marker("expects_errors") is None:
        pytest.fail("unexpected errors in the log:\n" + "\n".join(watcher.seen), pytrace=False)


class _ErrorWatcher(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.name}: {record.getMessage()}")
