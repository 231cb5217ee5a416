"""What the program remembers of its own faults: a rotating log, the last lines in memory, crash files; never people's data."""

from __future__ import annotations

import faulthandler
import logging
import os
import platform
import re
import traceback
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

LOG_NAME = "qcy.log"
NATIVE_NAME = "native.txt"
RING_LINES = 500
LINE_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# Identity numbers, telephone numbers, accounts and credit codes are long runs of digits; names come quoted (as values of
# a failed lookup or of a statement). Both are hidden before anything is kept.
_CODE = re.compile(r"[0-9A-Z]*\d{7}[0-9A-Z]*")
_QUOTED = re.compile(r"(['\"“「《])([^'\"”」》\n]*[\u3400-\u9fff\U00020000-\U0003ffff][^'\"”」》\n]*)(['\"”」》])")


def masked(text: str) -> str:
    """The text with long numbers and quoted Chinese hidden, line by line; file names and code stay readable."""
    return _QUOTED.sub(r"\1…\3", _CODE.sub("#", text))


class MaskingFormatter(logging.Formatter):
    """Formats a record and hides what could be personal, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def _ours_or_grave(record: logging.LogRecord) -> bool:
    """Libraries are heard only when something is wrong."""
    return record.name.split(".")[0] == "qcy_desktop" or record.levelno >= logging.WARNING


class Ring(logging.Handler):
    """The last lines of the log, in memory: they go into a crash file even when the disk log could not be written."""

    def __init__(self, length: int = RING_LINES) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=length)

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))

    def lines(self) -> tuple[str, ...]:
        return tuple(self._lines)


@dataclass(frozen=True, slots=True)
class Journal:
    """A running log: what to close at the end, and the ring for crash files."""

    ring: Ring
    handlers: tuple[logging.Handler, ...]
    native: TextIO | None = None

    def close(self) -> None:
        """Take the handlers off the root logger and stop watching for native faults."""
        for handler in self.handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()
        if self.native is not None:
            faulthandler.disable()
            self.native.close()


def open_journal(logs: Path, level: int = logging.INFO) -> Journal:
    """Start logging to `logs/qcy.log` (five files of one megabyte) and to memory.

    A folder that cannot be written costs the file, not the program: the ring goes on alone.
    """
    ring = Ring()
    handlers: list[logging.Handler] = [ring]
    try:
        logs.mkdir(parents=True, exist_ok=True)
        handlers.append(RotatingFileHandler(logs / LOG_NAME, maxBytes=1_000_000, backupCount=4, encoding="utf-8"))
    except OSError:
        ring.handle(logging.makeLogRecord({"levelname": "WARNING", "name": __name__, "msg": "no log file can be kept"}))
    root = logging.getLogger()
    for handler in handlers:
        handler.setLevel(level)
        handler.setFormatter(MaskingFormatter(LINE_FORMAT))
        handler.addFilter(_ours_or_grave)
        root.addHandler(handler)
    root.setLevel(min(level, root.level or level))
    return Journal(ring, tuple(handlers))


def watch_native_faults(journal: Journal, crash: Path) -> Journal:
    """Also keep faults below Python (a crash inside Qt, an access violation); found at the next start."""
    crash.mkdir(parents=True, exist_ok=True)
    stream = (crash / NATIVE_NAME).open("a", encoding="utf-8")
    faulthandler.enable(stream)
    return Journal(journal.ring, journal.handlers, stream)


def describe_bug(error: BaseException, version: str, when: datetime, lines: tuple[str, ...] = ()) -> str:
    """The text of a crash file: time, versions, where it happened, and the last log lines; nobody's data."""
    head = [
        f"qcy_desktop {version}",
        f"time: {when.isoformat(timespec='seconds')}",
        f"python {platform.python_version()} on {platform.platform()}",
    ]
    # Local variables are left out on purpose: they would hold what the clerk was typing.
    trace = masked("".join(traceback.format_exception(error)))
    return "\n".join([*head, "", trace, "last log lines:", *lines, ""])


def write_crash(folder: Path, text: str, when: datetime) -> Path:
    """Keep a crash file and answer where it lies. Raises OSError when the folder cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"crash-{when:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    file.write_text(text, encoding="utf-8")
    return file


def collect_native(folder: Path, when: datetime) -> Path | None:
    """Turn the traces of a native fault of the last run into a crash file; None when there was none. Call before watching."""
    native = folder / NATIVE_NAME
    if not native.is_file() or native.stat().st_size == 0:
        return None
    file = write_crash(folder, native.read_text("utf-8", errors="replace"), when)
    native.unlink()
    return file


def crash_files(folder: Path) -> tuple[Path, ...]:
    """Crash files kept so far, newest first."""
    return tuple(sorted(folder.glob("crash-*.txt"), reverse=True))


def export_report(logs: Path, crash: Path, target: Path) -> Path:
    """One readable text file of log and crash files, for the user to read before carrying it anywhere."""
    parts = []
    for file in [*crash_files(crash), *sorted(logs.glob(LOG_NAME + "*"))]:
        parts.append(f"==== {file.name} ====\n{file.read_text('utf-8', errors='replace')}\n")
    target.write_text("".join(parts), encoding="utf-8")
    return target
