"""Sets the project up on a fresh machine and runs its jobs: run, test, bench, build (standard library only)."""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 11), (3, 13)
LOCK, TEST_LOCK, BENCH_LOCK = "requirements.lock", "requirements-test.lock", "requirements-bench.lock"
# What the core does without; the last one is a test tool that refuses to start without Qt.
WINDOW_ONLY = ("pyside6", "pyside6-essentials", "pyside6-addons", "shiboken6", "pytest-qt")
QT_LIBRARIES = (
    *("libatomic1", "libdbus-1-3", "libegl1", "libfontconfig1", "libfreetype6", "libgl1"),
    *("libglib2.0-0", "libgssapi-krb5-2", "libxkbcommon0"),
)
SCREEN_LIBRARIES = (
    *("libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-render-util0"),
    *("libxcb-xinerama0", "libxkbcommon-x11-0"),
)
QT_PROBE = """
from PySide6 import QtPdf, QtPdfWidgets, QtPrintSupport
from PySide6.QtWidgets import QApplication
QApplication([])
"""
LIBPYTHON_PROBE = """
import ctypes.util, pathlib, sys, sysconfig
beside = pathlib.Path(sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME"))
found = (beside.is_file() and ".so" in beside.name) or ctypes.util.find_library("python%d.%d" % sys.version_info[:2])
sys.exit(0 if found else 1)
"""
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
# The suite on both cores of a small machine.
BOTH_CORES = ("-n", "2")


class Fault(Exception):  # noqa: N818 - not always an error of ours
    """Something is missing on this machine; the text is the one line shown."""


class Step(NamedTuple):
    """One command of the test run and the name it is reported under."""

    name: str
    command: list[str]


class Room(NamedTuple):
    """A virtual environment of the tree: its folder, the lock it is filled from, names left out, with the project or not."""

    folder: Path
    lock: str
    without: tuple[str, ...] = ()
    project: bool = True

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def stamp(self) -> Path:
        return self.folder / "qcy-stamp.txt"


# --- the interpreter -------------------------------------------------------------------------------------------------


def suits(version: tuple[int, ...]) -> bool:
    """Whether the locked libraries exist for this Python version."""
    return OLDEST <= version[:2] <= NEWEST


def version_of(command: Sequence[str]) -> tuple[int, int]:
    """Version of another interpreter, or (0, 0) when it does not start (a launcher without its Python)."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([*command, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return (0, 0)
    words = done.stdout.decode("ascii", "replace").split()
    return (int(words[0]), int(words[1])) if done.returncode == 0 and len(words) == 2 else (0, 0)


def find_python() -> list[str]:
    """The command of a suitable Python: this one if it suits, else one found on the machine."""
    if suits(sys.version_info[:2]):
        return [sys.executable]
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        for command in ([f"python3.{minor}"], ["py", f"-3.{minor}"]):
            if shutil.which(command[0]) and suits(version_of(command)):
                return command
    raise Fault(
        f"需要 Python 3.11 至 3.13，这里是 {platform.python_version()}，机器上也没有找到合适的版本；请安装后重试。"
    )


# --- what the operating system must offer ----------------------------------------------------------------------------


def administrator() -> list[str] | None:
    """The words to put before a command that needs the administrator, or None if this user may not."""
    if os.name == "nt" or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    quiet = subprocess.run(["sudo", "-n", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return ["sudo", "-n"] if quiet.returncode == 0 else None


def install_system(packages: Sequence[str], purpose: str) -> None:
    """Install Debian packages where it may; otherwise stop with the one command to type."""
    by_hand = Fault(f"{purpose}缺少系统组件，请运行：sudo apt-get install -y {' '.join(packages)}")
    before = administrator()
    if before is None:
        raise by_hand
    say(f"正在安装{purpose}所需的系统组件……")
    apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    quietly([*apt, "update"])
    if quietly([*apt, "install", "-y", "--no-install-recommends", *packages]).returncode != 0:
        raise by_hand


def need_qt(python: Path, extra: Mapping[str, str], packages: Sequence[str]) -> None:
    """Make sure Qt starts in the given environment; installs its system libraries where they are missing."""
    probe = [str(python), "-c", QT_PROBE]
    if quietly(probe, extra).returncode == 0:
        return
    if sys.platform.startswith("linux"):
        install_system(packages, "窗口界面")
    again = quietly(probe, extra)
    if again.returncode != 0:
        raise Fault("窗口界面无法启动：" + last_line(again.stderr))


def has_hall() -> bool:
    """Whether PostgreSQL is installed, on which the tests of a shared hall start a server of their own."""
    places = (Path("/usr/lib/postgresql"), Path(os.environ.get("PROGRAMFILES", "/nowhere")) / "PostgreSQL")
    return any(any(place.glob("*/bin/initdb*")) for place in places) or shutil.which("initdb") is not None


def need_hall() -> None:
    """Install PostgreSQL where it may; where it may not, the command is said and the tests of the hall are left out."""
    if has_hall():
        return
    if os.name == "nt":
        say(
            "没有找到 PostgreSQL（https://www.postgresql.org/download/windows/）；大厅数据库的测试本次不运行，其余照常。"
        )
        return
    try:
        install_system(["postgresql"], "大厅数据库的测试")
    except Fault as fault:
        say(f"{fault}\n大厅数据库的测试本次不运行，其余照常。")


def hall_options() -> list[str]:
    """Options for pytest: without PostgreSQL the tests that need it are deselected, and counted as such."""
    return [] if has_hall() else ["-m", "not loopback"]


def need_packer(python: Path) -> None:
    """Make sure what PyInstaller needs of Linux is there: objdump, and Python as a shared library."""
    if not sys.platform.startswith("linux"):
        return
    major, minor = version_of([str(python)])
    missing = [] if shutil.which("objdump") else ["binutils"]
    if quietly([str(python), "-c", LIBPYTHON_PROBE]).returncode != 0:
        missing.append(f"libpython{major}.{minor}")
    if missing:
        install_system(missing, "打包")


# --- environments ----------------------------------------------------------------------------------------------------


def lock_without(text: str, names: Sequence[str]) -> str:
    """The lock's text without the given distributions and their hashes."""
    kept, keep = [], True
    for line in text.splitlines(keepends=True):
        if line[:1].isalnum():
            keep = line.split("==")[0].split("[")[0].strip().lower() not in names
        if keep:
            kept.append(line)
    return "".join(kept)


def digest(lock: str) -> str:
    """What a finished environment was made from; anything here that changes makes it stale."""
    parts = [(ROOT / lock).read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_ready(room: Room) -> bool:
    """Whether the environment was finished from today's lock and its interpreter still starts."""
    if not room.stamp.is_file() or not suits(version_of([str(room.python)])):
        return False
    return f"{room.lock} {digest(room.lock)}" in room.stamp.read_text("utf-8").splitlines()


def make_folder(room: Room) -> None:
    """Create the environment, or mend it when its interpreter has gone or is of the wrong version."""
    if suits(version_of([str(room.python)])) and quietly([str(room.python), "-m", "pip", "--version"]).returncode == 0:
        return
    python = find_python()
    command = [*python, "-m", "venv", "--clear", str(room.folder)]
    if quietly([*python, "-c", "import ensurepip, venv"]).returncode != 0:
        major, minor = version_of(python)
        install_system([f"python{major}.{minor}-venv"], "Python 虚拟环境")
    made = quietly(command)
    if made.returncode != 0:
        raise Fault(f"无法建立虚拟环境 {room.folder.name}：{last_line(made.stderr or made.stdout)}")


def fill(room: Room) -> None:
    """Install the lock, every file checked against its hash, then the project itself with nothing downloaded."""
    pip = [str(room.python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-input"]
    lock = ROOT / room.lock
    if room.without:
        lock = room.folder / room.lock
        lock.write_text(lock_without((ROOT / room.lock).read_text("utf-8"), room.without), "utf-8")
    steps = [[*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]]
    if room.project:
        steps.append([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    for step in steps:
        done = quietly(step)
        if done.returncode != 0:
            raise Fault(f"安装 {room.lock} 所列组件失败（需要能访问软件包索引）：{last_line(done.stderr)}")


def prepare(room: Room) -> Path:
    """Make the environment ready and answer its interpreter; at once when nothing changed since the last time."""
    if is_ready(room):
        return room.python
    say(f"正在准备运行环境 {room.folder.name}（首次需要几分钟）……")
    make_folder(room)
    room.stamp.unlink(missing_ok=True)
    fill(room)
    # The test lock holds everything of the run lock at the same versions (a test compares them).
    locks = {room.lock, LOCK} if room.lock == TEST_LOCK else {room.lock}
    room.stamp.write_text("".join(f"{lock} {digest(lock)}\n" for lock in sorted(locks)), "utf-8")
    return room.python


def main_room(lock: str) -> Room:
    return Room(ROOT / ".venv", lock)


# --- the jobs --------------------------------------------------------------------------------------------------------


def has_display(platform_name: str, environ: Mapping[str, str]) -> bool:
    """Whether a window can be shown here."""
    if not platform_name.startswith("linux"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def job_run() -> int:
    python = prepare(main_room(LOCK))
    if has_display(sys.platform, os.environ):
        try:
            need_qt(python, {}, (*QT_LIBRARIES, *SCREEN_LIBRARIES))
            return aloud([str(python), "-m", "qcy_desktop", "--practice"])
        except Fault as fault:
            say(f"{fault}\n改在终端里演示。")
    return demonstrate(python)


def demonstrate(python: Path) -> int:
    """Assess the first sample enterprise in the terminal and print its pack as PDF."""
    samples = sorted((ROOT / "resources" / "samples").glob("*.json"))
    if not samples:
        raise Fault("resources/samples 里没有示例企业。")
    paper = ROOT / "build" / "practice" / (samples[0].stem + "-评估结果单.pdf")
    paper.parent.mkdir(parents=True, exist_ok=True)
    qcy = [str(python), "-m", "qcy_desktop"]
    code = aloud([*qcy, "assess", str(samples[0])])
    if code == 0:
        code = aloud([*qcy, "paper", "assessment", "--enterprise", str(samples[0]), "-o", str(paper)])
    if code == 0:
        print(f"已在终端评估示例企业 {samples[0].name}；评估结果单：{paper}", flush=True)
    return code


def job_test(options: Sequence[str]) -> int:
    python = prepare(main_room(TEST_LOCK))
    need_qt(python, OFFSCREEN, QT_LIBRARIES)
    need_hall()
    failed = background_and_checks(python)
    tests = [str(python), "-m", "pytest", "-q", *BOTH_CORES, *hall_options(), *options]
    code = aloud(tests, OFFSCREEN)
    if failed:
        print("未通过的检查：" + "、".join(failed), file=sys.stderr, flush=True)
    return code or (1 if failed else 0)


def background_and_checks(python: Path) -> list[str]:
    """Run the job without Qt beside the static checks; answers the names of those that failed, each already shown."""
    core = prepare(Room(ROOT / ".venv-core", TEST_LOCK, WINDOW_ONLY))
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        headless = start([str(core), str(Path(__file__).resolve()), "headless"], output)
        failed = [step.name for step in checks(python) if not passes(step)]
        if headless.wait() != 0:
            failed.append("没有 PySide6 的环境")
            output.seek(0)
            print(output.read(), flush=True)
        else:
            say("没有 PySide6 的环境：单元测试与命令行通过。")
    return failed


def passes(step: Step) -> bool:
    """Run one check; what it has to say is shown only when it fails."""
    done = quietly(step.command)
    if done.returncode != 0:
        print(f"{step.name}：\n{done.stdout}{done.stderr}", flush=True)
    return done.returncode == 0


def checks(python: Path) -> list[Step]:
    """The static checks, in the order of how soon they answer."""
    module, concise = [str(python), "-m"], ["--output-format", "concise"]
    return [
        Step("ruff check", [*module, "ruff", "check", "--quiet", *concise]),
        Step("ruff format", [*module, "ruff", "format", "--check", "--quiet", *concise]),
        Step("import contracts", [str(python.with_name("lint-imports")), "--no-cache", "--no-logo"]),
        Step("mypy", [*module, "mypy", "--no-error-summary"]),
    ]


def job_headless() -> int:
    """The proof that engine and command line need no Qt; runs inside .venv-core, where PySide6 is not installed.

    Every unit test runs, properties with a few examples and the tests of a server left out: what is to be proved here is
    that nothing reaches for Qt. The full samples run in the main environment.
    """
    qcy = [sys.executable, "-m", "qcy_desktop"]
    steps = [
        Step(
            "unit", [sys.executable, "-m", "pytest", "-q", *BOTH_CORES, "--brief", "-m", "not loopback", "tests/unit"]
        ),
        Step("rules", [*qcy, "rules", "check"]),
        Step("self-test", [*qcy, "self-test"]),
    ]
    return max([aloud(step.command) for step in steps])


def job_bench(words: Sequence[str]) -> int:
    python = prepare(main_room(TEST_LOCK))
    peers = prepare(Room(ROOT / ".venv-bench", BENCH_LOCK, project=False))
    return aloud([str(python), "-m", "tests.bench.run", *words, "--peers", str(peers)], OFFSCREEN)


def job_build() -> int:
    python = prepare(main_room(TEST_LOCK))
    need_qt(python, OFFSCREEN, QT_LIBRARIES)
    need_packer(python)
    folders = ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build")]
    say("正在打包……")
    made = quietly([str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders, "build.spec"])
    if made.returncode != 0:
        raise Fault("打包失败：" + last_line(made.stderr))
    program = ROOT / "dist" / "qcy" / ("qcy.exe" if os.name == "nt" else "qcy")
    code = aloud([str(program), "self-test"], OFFSCREEN)
    if code == 0:
        print(f"程序在 {program.parent}", flush=True)
    return code


# --- running things --------------------------------------------------------------------------------------------------


def child_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child: Chinese output everywhere alike, and no foreign modules slipped in."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return {**kept, "PYTHONUTF8": "1", **extra}


def aloud(command: Sequence[str], extra: Mapping[str, str] | None = None) -> int:
    """Run with the output as it comes; answers the exit code."""
    sys.stdout.flush()
    return subprocess.run(list(command), cwd=ROOT, env=child_environment(extra or {}), check=False).returncode


def quietly(command: Sequence[str], extra: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run with the output kept, to be shown only in a fault's one line."""
    environment = child_environment(extra or {})
    return subprocess.run(
        list(command), cwd=ROOT, env=environment, check=False, capture_output=True, encoding="utf-8", errors="replace"
    )


def start(command: Sequence[str], output: IO[str]) -> subprocess.Popen[bytes]:
    """Start a command beside this one, its output going to a file."""
    return subprocess.Popen(list(command), cwd=ROOT, env=child_environment({}), stdout=output, stderr=subprocess.STDOUT)


def last_line(text: str) -> str:
    """The line that tells the cause: the last one naming an error, else the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    causes = [line for line in lines if re.search(r"\berror\b|Error:", line, re.IGNORECASE)]
    return (causes or lines or ["没有更多说明"])[-1]


def say(text: str) -> None:
    """Progress goes to standard error, so that standard output stays the job's own."""
    print(text, file=sys.stderr, flush=True)


def read_arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="准备环境并运行：run、test、bench、build。")
    jobs = parser.add_subparsers(dest="job", required=True, metavar="run|test|bench|build")
    jobs.add_parser("run", help="打开窗口（练习数据）；没有显示器时在终端评估示例企业并打印")
    jobs.add_parser("test", help="运行全部测试").add_argument("--long", action="store_true", help="长试验跑满次数")
    bench = jobs.add_parser("bench", help="与同类程序比较速度")
    bench.add_argument("names", nargs="*", metavar="NAME")
    bench.add_argument("--json", action="store_true", dest="as_json")
    jobs.add_parser("build", help="打包成免安装程序并自检")
    jobs.add_parser("headless")
    return parser.parse_args(list(words))


def run_job(asked: argparse.Namespace) -> int:
    if asked.job == "test":
        return job_test(["--long"] if asked.long else [])
    if asked.job == "bench":
        return job_bench([*asked.names, *(["--json"] if asked.as_json else [])])
    return {"run": job_run, "build": job_build, "headless": job_headless}[asked.job]()


def main(words: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        return run_job(read_arguments(words))
    except Fault as fault:
        say(str(fault))
        return 2
    except KeyboardInterrupt:
        say("已中断。")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
