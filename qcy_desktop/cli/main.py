"""The command line: reads the words, calls the service, prints the answer; exit codes 0 done, 1 no, 2 bad input."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any, NoReturn

from qcy_desktop.cli import assessing, caring, casework, forms, industries, papers, rules, stationery, users, verifying
from qcy_desktop.cli.place import Call, Places
from qcy_desktop.domain.days import parse_day
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.nearest import nearest


class UsageError(KnownError):
    """Words that the command line does not understand."""


SHARED = ("--data-dir", "--rules", "--as-of", "--examples", "--user")
"""The options that every command takes."""

COMMON = """\
各条命令都可以写的选项：
  --data-dir 文件夹   数据放在这个文件夹，不用平常的
  --rules 文件夹      用这里的规则，不用随程序附带的；可写多次
  --as-of 日期        评估日，如 2026-11-20；不写则用企业文件里的，再没有用今天
  --examples          类比示例的措施也参加评估
  --user 用户名       以谁的账号办理；密码从标准输入给出

打开窗口时可以写的选项：
  --practice          练习模式，数据与真实的分开
  --self-check        只开企业自查
  --safe              不装入本单位的政策包、不用上次的外观

每条命令的用法：qcy 命令 --help
退出码：0 办成；1 办了，答案是否；2 写错了或材料有误，什么也没有改；3 程序出了错
"""


class _Words(argparse.RawDescriptionHelpFormatter):
    """The help page with Chinese headings; argparse knows English ones only."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32, width=100)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section({"options": "选项", "positional arguments": "要写的"}.get(heading or "", heading))


class _Parser(argparse.ArgumentParser):
    def __init__(self, *, add_help: bool = True, **kept: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Words, **kept)
        if add_help:
            self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        raise UsageError("E-USAGE", f"命令写得不对：{_chinese(message)}", " ".join(self.format_usage().split()))


class _Command(_Parser):
    """A command that answers a word it does not know itself: with that word, the nearest known one and its own usage."""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        words = list(args or ())
        self._refuse_unknown(words)
        found, rest = super().parse_known_args(words, namespace)
        if rest:
            raise UsageError("E-USAGE", f"命令写得不对：多写了“{rest[0]}”", self._usage())
        return found, rest

    def _refuse_unknown(self, words: Sequence[str]) -> None:
        """Raises UsageError for an option nobody knows, before what stands after it is taken for something else."""
        known = [name for action in self._actions for name in action.option_strings]
        mine = words if self._subparsers is None else takewhile(lambda word: word[:1] == "-", words)
        for word in takewhile(lambda word: word != "--", mine):
            option = word.partition("=")[0]
            if _is_option(word) and not any(name.startswith(option) or word[:2] == name for name in known):
                near = nearest(option, (name for name in (*known, *SHARED) if name.startswith("--")))
                cure = "；".join(part for part in (near, self._usage()) if part)
                raise UsageError("E-USAGE", f"命令写得不对：没有“{option}”这个选项", cure)

    def _usage(self) -> str:
        return " ".join(self.format_usage().split())


def _is_option(word: str) -> bool:
    """Whether argparse takes a word for an option: not for a lone dash, a negative number or a sentence."""
    return word[:1] == "-" and len(word) > 1 and not word[1].isdigit() and " " not in word


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
    parser = _Parser(prog="qcy", usage="qcy 命令 …，命令和通用选项见 qcy --help", add_help=False, allow_abbrev=False)
    from pathlib import Path

    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--rules", type=Path, action="append", default=[])
    parser.add_argument("--as-of")
    parser.add_argument("--examples", action="store_true")
    parser.add_argument("--user")
    return parser.parse_known_args(list(words))


def build_parser() -> argparse.ArgumentParser:
    """All subcommands."""
    parser = _Command(
        prog="qcy", description="秦创原惠企政策评估（离线）。不带子命令则打开窗口。", allow_abbrev=False, epilog=COMMON
    )
    commands = parser.add_subparsers(title="子命令", metavar="命令", parser_class=_Command, required=True)
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
        ("invalid int value:", "要写整数，读不了"),
        ("expected at least one argument", "后面至少要写一个"),
        ("expected 3 arguments", "后面要写三个：指标、起、止"),
        ("ignored explicit argument", "后面不能带值"),
        ("ambiguous option:", "选项没有写全"),
        ("could match", "可能是"),
        ("argument ", ""),
    ):
        message = message.replace(english, chinese)
    return message
