"""Known errors: what can go wrong at the counter, said in one sentence with its cure."""

from __future__ import annotations

from errno import EACCES, EISDIR, ENOENT, ENOSPC, ENOTDIR, EPERM, EROFS


class KnownError(Exception):
    """A fault the program foresaw.

    `code` is stable and short (e.g. ``E-FACT-NAME``); `sentence` says in Chinese what is wrong and where;
    `cure` says what to do. Faces show both and never a traceback. The command line exits with 2.
    """

    def __init__(self, code: str, sentence: str, cure: str = "") -> None:
        self.code = code
        self.sentence = sentence
        self.cure = cure
        super().__init__(f"{sentence}{cure}" if not cure else f"{sentence}（{cure}）")


def system_reason(fault: OSError, missing: str = "文件不存在") -> str:
    """Why the system refused a file, in Chinese; `missing` says it when something on the way is not there."""
    return {
        ENOENT: missing, ENOTDIR: missing, EACCES: "没有权限", EPERM: "没有权限", EROFS: "磁盘是只读的", ENOSPC: "磁盘已满",
        EISDIR: "那是一个文件夹",
    }.get(fault.errno or 0, fault.strerror or "系统拒绝")  # fmt: skip
