"""Moving to another computer as one checked file: database, archives, packs, what this office has verified, settings."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.errors import KnownError, system_reason
from qcy_desktop.services.casework import Hand
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.backups import require_space, sync
from qcy_desktop.storage.faults import known_faults
from qcy_desktop.storage.restoring import restore
from qcy_desktop.storage.work import Signed

SUFFIX = ".qcymove"
SCHEMA = 1
_MANIFEST = "manifest.json"
_DATABASE = "qcy.db"
_TREES = ("archives", "packs")
_SETTINGS = "settings.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Luggage:
    """What a move file holds: when and by whom it was packed, how many acts its database knows, its files and their size."""

    packed_at: datetime
    packed_by: str
    links: int
    digests: Mapping[str, str]
    size: int

    @property
    def sentence(self) -> str:
        """What is in it, in a clerk's words."""
        rest = len(self.digests) - 1
        more = f"，另有归档、政策包、设置等 {rest} 个文件" if rest else ""
        when = f"{self.packed_at.astimezone():%Y-%m-%d %H:%M}"
        return f"{when} 由“{self.packed_by}”打包，数据库含 {self.links} 条操作记录{more}。"


def pack_up(store: Storage, target: Path, hand: Hand, when: datetime) -> Luggage:
    """Pack everything that this office has on this computer into one file, and prove it by reading it back.

    The database goes as a checked backup, still under its passphrase if it has one. Raises KnownError E-RIGHT, E-DB-HALL,
    E-DB-FULL, E-MOVE-EXISTS, E-MOVE-DAMAGED, E-WRITE.
    """
    hand.require(Right.RESTORE)
    if store.opening.url:
        raise KnownError(
            "E-DB-HALL", "大厅数据库不在本机，换电脑只需在新电脑上填大厅地址。", "请用 qcy db url 设置地址"
        )
    if target.exists():
        raise KnownError("E-MOVE-EXISTS", f"文件 {target} 已经存在，没有覆盖。", "请换一个文件名")
    aside = target.with_name(f"{target.name}.part")
    try:
        with known_faults(), tempfile.TemporaryDirectory(dir=target.parent, prefix=".qcy-move-") as scratch:
            with store.acting(hand.session):
                made = store.care.hand_over(Path(scratch), hand.who, when)
            parts = {_DATABASE: Path(scratch) / made.name, **_belongings(store.folder)}
            require_space(sum(path.stat().st_size for path in parts.values()), target.parent)
            said = {"packed_at": when.isoformat(), "packed_by": hand.who, "links": made.audit_count}
            _write(aside, parts, said)
            sync(aside)
            luggage = look_into(aside)
            aside.replace(target)
            return luggage
    except OSError as fault:
        raise KnownError(
            "E-WRITE", f"写不了文件 {target}：{system_reason(fault, '文件夹不存在')}", "请换一个能写的位置"
        ) from None
    finally:
        aside.unlink(missing_ok=True)


def _belongings(folder: Path) -> dict[str, Path]:
    """Every file beside the database that goes along, under its name in the package."""
    found = [path for tree in _TREES for path in sorted((folder / tree).rglob("*")) if path.is_file()]
    found += [folder / _SETTINGS] if (folder / _SETTINGS).is_file() else []
    return {path.relative_to(folder).as_posix(): path for path in found if path.suffix != ".part"}


def _write(path: Path, parts: Mapping[str, Path], said: Mapping[str, object]) -> None:
    digests: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in parts.items():
            archive.write(source, name)
            digests[name] = _digest_of(source)
        whole = {"schema": SCHEMA, **said, "parts": digests}
        manifest = {**whole, "digest": _digest(whole)}
        archive.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))


def _digest(said: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def look_into(path: Path) -> Luggage:
    """Check every part of a move file against its digest. Raises KnownError E-FILE, E-MOVE-DAMAGED, E-MOVE-NEWER."""
    if not path.is_file():
        raise KnownError("E-FILE", f"找不到搬家文件 {path}", "请检查路径，或把 U 盘插好")
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            _refuse_newer(manifest)
            digest = manifest.pop("digest")
            parts: dict[str, str] = dict(manifest["parts"])
            listed = sorted(info.filename for info in archive.infolist() if info.filename != _MANIFEST)
            sound = digest == _digest(manifest) and listed == sorted(parts) and _DATABASE in parts
            if not sound or any(_member_digest(archive, name) != parts[name] for name in parts):
                raise _damaged()
            when, size = datetime.fromisoformat(manifest["packed_at"]), sum(i.file_size for i in archive.infolist())
            return Luggage(when, str(manifest["packed_by"]), int(manifest["links"]), parts, size)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, TypeError, AttributeError, EOFError):
        raise _damaged() from None


def _refuse_newer(manifest: Mapping[str, object]) -> None:
    schema = manifest["schema"]
    if isinstance(schema, int) and schema > SCHEMA:
        raise KnownError("E-MOVE-NEWER", "这个搬家文件是更新版本的程序打包的。", "请先在本机安装新版本程序")


def _member_digest(archive: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    with archive.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _damaged() -> KnownError:
    return KnownError(
        "E-MOVE-DAMAGED", "搬家文件不完整或被改动过，没有动本机的数据。", "请在原电脑上重新打包，并换一个 U 盘拷贝"
    )


def unpack(path: Path, folder: Path, signed: Signed, opening: Opening) -> Path | None:
    """Put everything of a checked move file into the user's folder; the store must be closed.

    Returns where the former database lies now, None when there was none. Former archives and packs are put aside too;
    settings of this machine stay if it has any. Killed on the way it is simply done again. Raises KnownError as
    `look_into` and `restoring.restore` do.
    """
    luggage = look_into(path)
    with known_faults():
        folder.mkdir(parents=True, exist_ok=True)
        require_space(luggage.size * 2, folder)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".qcy-move-") as name:
            scratch = Path(name)
            _unzip(path, luggage, scratch)
            aside = restore(folder, scratch / _DATABASE, signed, replace(opening, second_target=None))
            stamp = f"{signed.when:%Y%m%d-%H%M%S}"
            for tree in _TREES:
                if (scratch / tree).is_dir():
                    _put_in_place(scratch / tree, folder / tree, stamp)
            if (scratch / _SETTINGS).is_file() and not (folder / _SETTINGS).exists():
                (scratch / _SETTINGS).replace(folder / _SETTINGS)
    return aside


def _unzip(path: Path, luggage: Luggage, scratch: Path) -> None:
    """The listed parts, each below `scratch` whatever its name says."""
    root = scratch.resolve()
    with zipfile.ZipFile(path) as archive:
        for name in luggage.digests:
            target = (root / name).resolve()
            if root not in target.parents:
                raise _damaged()
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as stream, target.open("wb") as out:
                shutil.copyfileobj(stream, out)
                out.flush()
                os.fsync(out.fileno())


def _put_in_place(tree: Path, place: Path, stamp: str) -> None:
    if place.exists() and any(place.iterdir()):
        place.replace(_free(place.with_name(f"{place.name}-aside-{stamp}")))
    elif place.exists():
        place.rmdir()
    tree.replace(place)


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
