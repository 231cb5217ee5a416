"""The front door: looks only at the arguments, then hands over to the command line or to the window."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from qcy_desktop.domain.errors import KnownError

DONE, BAD_INPUT, BUG = 0, 2, 3
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Asked:
    """What stood on the command line, as far as the front door reads it; `words` is all of it."""

    words: tuple[str, ...]
    data_dir: Path | None = None
    rules: tuple[Path, ...] = ()
    as_of: str | None = None
    practice: bool = False
    self_check: bool = False
    safe: bool = False
    window: bool = False


class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    pass


class _Reader(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Unreadable(message)


def read(words: Sequence[str]) -> Asked:
    """Read the options that stand before or after any subcommand; without a subcommand the window is asked for.

    Anything else, a wrong option too, is left to the command line, which knows how to answer it.
    """
    reader = _Reader(add_help=False, allow_abbrev=False)
    reader.add_argument("--data-dir", type=Path)
    reader.add_argument("--rules", type=Path, action="append", default=[])
    reader.add_argument("--as-of")
    reader.add_argument("--practice", action="store_true")
    reader.add_argument("--self-check", action="store_true")
    reader.add_argument("--safe", action="store_true")
    try:
        found, rest = reader.parse_known_args(list(words))
    except _Unreadable:
        return Asked(tuple(words))
    return Asked(
        tuple(words),
        data_dir=found.data_dir,
        rules=tuple(found.rules),
        as_of=found.as_of,
        practice=found.practice,
        self_check=found.self_check,
        safe=found.safe,
        window=not rest,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; answers 0 done, 1 the answer is no, 2 bad input, 3 a bug (a crash file was written)."""
    speak_utf8()
    asked = read(sys.argv[1:] if argv is None else argv)
    try:
        code = hand_over(asked)
        if sys.stdout is not None:
            # Now, and not while the interpreter goes down, where a vanished reader could no longer be answered.
            sys.stdout.flush()
        return code
    except KnownError as error:
        print_error(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`qcy … | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as bug:  # noqa: BLE001 - the last place where a bug can still leave a crash file
        return bury(bug, asked)


def hand_over(asked: Asked) -> int:
    """Pass on to the fitter; nothing of Qt is imported unless the window is asked for."""
    from qcy_desktop import app

    if asked.window:
        return app.open_window(
            app.Wanted(
                asked.data_dir,
                asked.rules,
                asked.as_of,
                practice=asked.practice,
                self_check=asked.self_check,
                safe=asked.safe,
            )
        )
    return app.run_command(asked.words)


def bury(bug: BaseException, asked: Asked) -> int:
    """Write the crash file of a bug and say where it lies; without a writable folder the text goes to the terminal."""
    from qcy_desktop import app

    print_error(app.keep_crash(bug, asked.data_dir, datetime.now(UTC).astimezone()))
    return BUG


def speak_utf8() -> None:
    """Chinese and JSON leave the program alike everywhere, whatever the code page of the terminal."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace", newline="\n")


def print_error(text: str) -> None:
    """One line on standard error; the windowed build has none."""
    if sys.stderr is not None:
        sys.stderr.write(text + "\n")


if __name__ == "__main__":
    # The built program draws large batches of papers in processes of its own.
    multiprocessing.freeze_support()
    sys.exit(main())
