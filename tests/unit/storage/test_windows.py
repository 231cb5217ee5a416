"""What can be seen from here of how the store behaves on Windows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

from qcy_desktop.storage.opening import file_uri

# Windows' own module as documented: whole handles exclude each other, one byte at the present place of the file.
ON_WINDOWS = """
import fcntl, importlib, sys, types
from pathlib import Path
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage import locking as module

def locking(handle, mode, count):
    assert count == 1
    fcntl.flock(handle, {1: fcntl.LOCK_EX | fcntl.LOCK_NB, 0: fcntl.LOCK_UN}[mode])
    said.append(mode)

said = []
sys.modules["msvcrt"] = types.SimpleNamespace(LK_NBLCK=1, LK_UNLCK=0, locking=locking)
sys.modules["fcntl"] = None
sys.platform = "win32"
FolderLock = importlib.reload(module).FolderLock

path = Path(sys.argv[1])
first = FolderLock(path)
try:
    FolderLock(path)
except KnownError as refused:
    print(refused.code)
first.release()
first.release()
FolderLock(path).release()
print(said)
"""


def test_the_lock_excludes_and_is_given_back_in_the_words_of_windows(tmp_path: Path, root: Path) -> None:
    command = [sys.executable, "-c", ON_WINDOWS, str(tmp_path / "qcy.lock")]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["E-DB-SECOND", "[1, 0, 1, 0]"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (r"C:\\Users\\张三\\qcy.db", "file:///C:/Users/%E5%BC%A0%E4%B8%89/qcy.db"),
        (r"D:\\a b\\50%\\qcy.db", "file:///D:/a%20b/50%25/qcy.db"),
        (r"\\\\server\\share\\qcy.db", "file:////server/share/qcy.db"),
    ],
)
def test_sqlite_is_given_an_address_it_takes_on_windows(path: str, uri: str) -> None:
    assert file_uri(PureWindowsPath(path.replace("\\\\", "\\"))) == uri


STORAGE_TESTS = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))


def test_no_test_of_the_store_needs_what_only_one_system_has(root: Path) -> None:
    # The lock is the one place that asks which system this is.
    code = (
        "import importlib, sys\n"
        "import qcy_desktop.storage.locking\n"
        "for name in ('pwd', 'grp', 'fcntl', 'resource', 'termios'):\n"
        "    sys.modules[name] = None\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(f'tests.unit.storage.{name}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *STORAGE_TESTS], cwd=root, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
