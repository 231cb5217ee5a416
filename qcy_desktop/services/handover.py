"""案卷包: carries a case with its facts, assessment and papers to another desk and back; only one desk may write at a time."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace

from qcy_desktop.domain.assessment import Assessment
from qcy_desktop.domain.casework import Dossier, Entry
from qcy_desktop.domain.days import show_day
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Case, Saving
from qcy_desktop.services.casework import CaseView, Casework
from qcy_desktop.services.counter import area_of
from qcy_desktop.storage.cases import NewPaper
from qcy_desktop.storage.plain import canonical, parse

SUFFIX = ".qcycase"
SCHEMA = 1
_MANIFEST = "manifest.json"
_PARTS = ("case.json", "inputs.json", "result.json", "papers.json")
_MOST_BYTES = 200 << 20
_EPOCH = (2000, 1, 1, 0, 0, 0)  # the same case gives the same bytes


@dataclass(frozen=True, slots=True)
class Carried:
    """What a 案卷包 holds."""

    number: str
    measure: str
    sender: str
    receiver: str
    dossier: Dossier
    inputs: Enterprise
    result: Assessment
    papers: tuple[tuple[str, str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A package beside the case kept here: what both know, and what only one side has."""

    number: str
    common: tuple[Entry, ...]
    only_here: tuple[Entry, ...]
    only_there: tuple[Entry, ...]

    @property
    def clashes(self) -> bool:
        """Whether both sides went on by themselves."""
        return bool(self.only_here and self.only_there)

    @property
    def sentence(self) -> str:
        if not self.clashes:
            return "两边的办理记录没有冲突。"
        here, there = _told(self.only_here[0]), _told(self.only_there[0])
        return f"办件 {self.number} 在两边各自办理过：本机{here}，案卷包里{there}。"


def _told(entry: Entry) -> str:
    return f"{show_day(entry.when.date())}由{entry.who}办理“{entry.act}”"


@dataclass(frozen=True, slots=True)
class Handover:
    """Hands cases over and takes them in, for one person at one desk."""

    work: Casework

    def hand_over(self, id: int, receiver: str) -> bytes:
        """The package for the desk `receiver` (e.g. ``XXZC-QH``); from now on that desk alone may write.

        Raises KnownError E-CASE-AWAY when another desk holds the case, E-HANDOVER-SELF for one's own desk.
        """
        receiver = receiver.strip().upper()
        if receiver == self.work.desk.prefix or not receiver.isascii() or receiver.count("-") != 1:
            raise KnownError("E-HANDOVER-SELF", f"“{receiver}”不是另一个窗口的代码。", "请写成 机构-窗口，如 XXZC-QH")
        store, hand = self.work.store, self.work.hand
        with store.acting(hand.session), store.transaction():
            view = self.work.load_to_write(id)
            dossier = replace(view.dossier, holder=receiver, handovers=view.dossier.handovers + 1)
            store.save_case(replace(view.row, body=canonical(dossier)), hand.who, self.work.clock())
            return self._packed(replace(view, dossier=dossier), receiver)

    def take_back(self, id: int) -> CaseView:
        """The right to write again for a case whose package never arrived. Should it have, the clash will be shown."""
        store, hand = self.work.store, self.work.hand
        with store.acting(hand.session), store.transaction():
            view = self.work.load(id)
            dossier = replace(view.dossier, holder=self.work.desk.prefix, handovers=view.dossier.handovers + 1)
            return self.work.load(
                store.save_case(replace(view.row, body=canonical(dossier)), hand.who, self.work.clock())
            )

    def _packed(self, view: CaseView, receiver: str) -> bytes:
        store, kept = self.work.store, sorted(self.work.store.list_papers(case_id=view.id), key=lambda paper: paper.id)
        parts = {
            "case.json": canonical(view.dossier).encode(),
            "inputs.json": canonical(view.kept.inputs).encode(),
            "result.json": canonical(view.kept.result).encode(),
            "papers.json": json.dumps([[paper.number, paper.kind] for paper in kept]).encode(),
        }
        parts |= {f"papers/{paper.number}.pdf": store.paper_body(paper.id) for paper in kept}
        return pack(
            parts,
            {"number": view.row.number, "measure": view.row.measure, "from": self.work.desk.prefix, "to": receiver},
        )

    def compare(self, package: bytes) -> Comparison:
        """The package beside what is kept here, for a person to look at. Nothing is changed."""
        carried = unpack(package)
        return compared(carried, self._here(carried.number))

    def take_in(self, package: bytes) -> CaseView:
        """The case as carried, written here; this desk holds it now.

        Raises KnownError E-HANDOVER-DAMAGED, E-HANDOVER-ELSEWHERE for another desk's package, E-HANDOVER-OLD when this
        desk is as far or further, E-HANDOVER-CLASH when both went on: nothing is ever merged silently.
        """
        carried = unpack(package)
        if carried.receiver != self.work.desk.prefix:
            raise KnownError(
                "E-HANDOVER-ELSEWHERE", f"这个案卷包是交给 {carried.receiver} 的，不是本窗口。", "请交给收件窗口"
            )
        store, hand = self.work.store, self.work.hand
        with store.acting(hand.session), store.transaction():
            here = self._here(carried.number)
            if here is not None:
                self._refuse_clash(carried, here)
            return self.work.load(self._write(carried, here))

    def _here(self, number: str) -> CaseView | None:
        try:
            return self.work.find(number)
        except KnownError as fault:
            if fault.code == "E-DB-MISSING":
                return None
            raise

    def _refuse_clash(self, carried: Carried, here: CaseView) -> None:
        comparison = compared(carried, here)
        if comparison.clashes:
            raise KnownError("E-HANDOVER-CLASH", comparison.sentence, "请两个窗口核对后，由一方撤回自己的办理再移交")
        if comparison.only_here or carried.dossier.handovers <= here.dossier.handovers:
            raise KnownError(
                "E-HANDOVER-OLD",
                f"本机的办件 {carried.number} 已经更新，这个案卷包是旧的。",
                "请使用最近一次移交的案卷包",
            )

    def _write(self, carried: Carried, here: CaseView | None) -> int:
        store, who, when = self.work.store, self.work.hand.who, self.work.clock()
        enterprise = here.row.enterprise_id if here else self._enterprise(carried.inputs)
        kept = store.keep_assessment(enterprise, carried.inputs, carried.result, who, when)
        body = canonical(carried.dossier)
        if here is None:
            row = Case(enterprise, carried.measure, carried.dossier.stage, carried.number, body, kept)
        else:
            row = replace(here.row, state=carried.dossier.stage, body=body, assessment_id=kept)
        id = store.save_case(row, who, when)
        known = {paper.number for paper in store.list_papers(case_id=id)}
        for number, kind, pdf in carried.papers:
            if number not in known:
                store.keep_paper(NewPaper(kind, pdf, number, enterprise, id), who, when)
        return id

    def _enterprise(self, inputs: Enterprise) -> int:
        """The enterprise's row here; what is known here of it already is not touched."""
        if inputs.uscc:
            found = next(
                (row for row in self.work.store.find_enterprises(inputs.uscc, 5) if row.uscc == inputs.uscc), None
            )
            if found is not None:
                return found.id
        return self.work.store.save_enterprise(
            inputs, self.work.hand.who, self.work.clock(), Saving(area=area_of(inputs))
        )


def compared(carried: Carried, here: CaseView | None) -> Comparison:
    """Two histories side by side from where they part."""
    there, mine = carried.dossier.history, here.dossier.history if here else ()
    same = 0
    while same < min(len(there), len(mine)) and there[same] == mine[same]:
        same += 1
    return Comparison(carried.number, there[:same], mine[same:], there[same:])


def pack(parts: Mapping[str, bytes], about: Mapping[str, str]) -> bytes:
    """A package of these parts; the manifest holds the digest of each and a digest over all."""
    digests = {name: hashlib.sha256(body).hexdigest() for name, body in sorted(parts.items())}
    said = {"schema": SCHEMA, **about, "parts": digests}
    manifest = {**said, "digest": _digest(said)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (
            (_MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode()),
            *sorted(parts.items()),
        ):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _digest(said: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def unpack(package: bytes) -> Carried:
    """What a package holds. Raises KnownError E-HANDOVER-DAMAGED when any of it is not what was packed."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            manifest, parts = _checked(archive)
        number, measure, sender, receiver = (str(manifest[key]) for key in ("number", "measure", "from", "to"))
        listed = json.loads(parts["papers.json"])
        return Carried(
            number,
            measure,
            sender,
            receiver,
            parse(Dossier, parts["case.json"].decode()),
            parse(Enterprise, parts["inputs.json"].decode()),
            parse(Assessment, parts["result.json"].decode()),
            tuple((number, kind, parts[f"papers/{number}.pdf"]) for number, kind in listed),
        )
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, TypeError):
        raise _damaged() from None


def _checked(archive: zipfile.ZipFile) -> tuple[dict[str, object], dict[str, bytes]]:
    if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
        raise _damaged()
    manifest = json.loads(archive.read(_MANIFEST))
    digest = manifest.pop("digest")
    if manifest["schema"] != SCHEMA or digest != _digest(manifest):
        raise _damaged()
    parts = {name: archive.read(name) for name in manifest["parts"]}
    if any(hashlib.sha256(body).hexdigest() != manifest["parts"][name] for name, body in parts.items()):
        raise _damaged()
    if not set(_PARTS) <= set(parts):
        raise _damaged()
    return manifest, parts


def _damaged() -> KnownError:
    return KnownError("E-HANDOVER-DAMAGED", "案卷包不完整或被改动过，没有收下。", "请让对方重新导出，并换一个 U 盘拷贝")
