"""The command ``stationery``: which typefaces papers are set in, and the office's own words and boxes."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

from qcy_desktop.cli.desk import font_choice, press
from qcy_desktop.cli.place import Call, say, write_bytes
from qcy_desktop.printing.installed import BUNDLED, FontFile, Role, survey
from qcy_desktop.printing.own_words import bundled_names, copy_to, faults
from qcy_desktop.settings import load_settings, save_settings

_SETTINGS = "settings.json"


def add_commands(commands: Any) -> None:
    """Adds ``stationery fonts`` and ``stationery words``."""
    parser = commands.add_parser("stationery", help="文书的字体、用语和栏目")
    actions = parser.add_subparsers(title="动作", metavar="动作", required=True)
    fonts = actions.add_parser("fonts", help="查看或选定正文和标题的字体，打印试样")
    fonts.add_argument("--letter", metavar="字体", help=f"正文字体；写“{BUNDLED}”用随程序附带的，写“自动”按次序选用")
    fonts.add_argument("--title", metavar="字体", help="标题字体，写法相同")
    fonts.add_argument("-o", "--output", type=Path, metavar="试样.pdf", help="打印一页试样")
    fonts.set_defaults(act=run_fonts)
    words = actions.add_parser("words", help="列出文书用语和栏目的文件，检查本单位改过的；--copy 复制一份来改")
    words.add_argument("--copy", metavar="名称", help="把随程序附带的这一份复制到本单位的文件夹")
    words.set_defaults(act=run_words)


def run_fonts(call: Call) -> int:
    """Says which typefaces are used and which others are there; keeps a choice that can be used, refuses one that cannot."""
    if call.asked.letter is not None or call.asked.title is not None:
        _keep_choice(call)
    choice, used = font_choice(call), press(call).stationery().fonts.in_use()
    for role in Role:
        say(f"{role}：{_told(used[role]) if role in used else '随程序附带的字体'}")
    others = sorted({(file.name, file.fault) for file in survey(choice.folders)})
    say(f"这台机器上共有 {len(others)} 种字体，其中 {sum(not fault for _, fault in others)} 种可以用于文书。")
    if call.asked.output is not None:
        _print_specimen(call)
    return 0


def run_words(call: Call) -> int:
    """Lists the files of words and which of them the office has changed; 1 when one of its own has a fault."""
    own, bundled = call.places.user_folder(call.data_dir) / "print", call.places.resources / "print"
    if call.asked.copy is not None:
        say(f"已复制到 {copy_to(own, bundled, call.asked.copy)}；只留下要改的键即可，其余沿用附带的。")
        return 0
    for name in bundled_names(bundled):
        mine = own / f"{name}.yaml"
        say(f"{name:<16}{mine if mine.is_file() else '随程序附带'}")
    wrong = faults(own, bundled)
    for fault in wrong:
        say(str(fault))
    say(f"本单位的用语文件放在 {own}" + ("" if wrong else "，没有问题。"))
    return 1 if wrong else 0


def _told(file: FontFile) -> str:
    return f"{file.name}（{file.path}）"


def _keep_choice(call: Call) -> None:
    """Raises KnownError E-FONT-CHOSEN, and then nothing is kept."""
    file = call.places.user_folder(call.data_dir) / _SETTINGS
    settings = load_settings(file)
    said = {"letter_font": call.asked.letter, "title_font": call.asked.title}
    wanted = {key: "" if name == "自动" else name for key, name in said.items() if name is not None}
    settings = settings.changed(**wanted)
    font_choice(call, settings).candidates()
    save_settings(settings, file)


def _print_specimen(call: Call) -> None:
    from qcy_desktop.printing.specimen import specimen

    now = call.places.now()
    context = press(call).context(datetime.combine(now.date(), time(), now.tzinfo))
    write_bytes(call.asked.output, specimen(context))
    say(f"已写好试样 {call.asked.output}")
