"""The command line: reads the words, calls the service, prints the answer; exit codes 0 done, 1 no, 2 bad input."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from qcy_desktop.cli import assessing, caring, casework, forms, industries, papers, rules, stationery, users, verifying
from qcy_desktop.cli.place import Call, Places
from qcy_desktop.domain.days import parse_day
from qcy_desktop.domain.errors import KnownError


class UsageError(KnownError):
    """Words that the command line does not understand."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(
            "E-USAGE", f"命令写得不对：{_chinese(message)}", f"用法：{' '.join(self.format_usage().split()[1:])}"
        )


def run(words: Sequence[str], places: Places) -> int:
    """Run one subcommand; answers its exit code. Raises KnownError for bad input (exit 2) and lets bugs through."""
    shared, rest = _shared_options(words)
    parser = build_parser()
    if not rest or rest[0] in ("-h", "--help"):
        parser.print_help(sys.stdout)
        return 0
    asked = parser.parse_args(rest)
    as_of = parse_day(shared.as_of) if shared.as_of else None
    call = Call(asked, places, tuple(shared.rules), shared.data_dir, as_of, shared.examples, shared.user)
    answer: int = asked.act(call)
    return answer


def _shared_options(words: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """The options that may stand before or after any subcommand."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    from pathlib import Path

    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--rules", type=Path, action="append", default=[])
    parser.add_argument("--as-of")
    parser.add_argument("--examples", action="store_true")
    parser.add_argument("--user")
    return parser.parse_known_args(list(words))


def build_parser() -> argparse.ArgumentParser:
    """All subcommands."""
    parser = _Parser(
        prog="qcy", description="秦创原惠企政策评估（离线）。不带子命令则打开窗口。", allow_abbrev=False, add_help=True
    )
    commands = parser.add_subparsers(title="子命令", metavar="命令", parser_class=_Parser, required=True)
    assessing.add_commands(commands)
    rules.add_commands(commands)
    papers.add_commands(commands)
    stationery.add_commands(commands)
    casework.add_commands(commands)
    forms.add_commands(commands)
    verifying.add_commands(commands)
    caring.add_commands(commands)
    users.add_commands(commands)
    industries.add_commands(commands)
    return parser


def _chinese(message: str) -> str:
    """argparse's English sentences in Chinese."""
    for english, chinese in (
        ("the following arguments are required:", "缺少"),
        ("unrecognized arguments:", "不认识"),
        ("expected one argument", "后面要跟一个值"),
        ("invalid choice:", "没有这个子命令或选项值"),
        ("choose from", "可用"),
        ("argument ", ""),
    ):
        message = message.replace(english, chinese)
    return message
