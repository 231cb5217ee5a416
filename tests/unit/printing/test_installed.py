"""Typefaces that the machine has: found by name, used where they may be, refused with the reason where they may not."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.printing.acceptance_notice import acceptance_notice
from qcy_desktop.printing.fonts import Face, Fonts
from qcy_desktop.printing.installed import BUNDLED, FontChoice, Role, survey
from qcy_desktop.printing.paragraph import Style, layout
from qcy_desktop.printing.specimen import specimen
from qcy_desktop.printing.wording import Stationery
from tests.unit.printing import case_examples, examples, font_files
from tests.unit.printing.reading import document, text


def fonts(*folders: Path, letter: str = "", title: str = "") -> Fonts:
    return Fonts(examples.RESOURCES / "fonts", FontChoice(folders, letter, title))


def embedded(pdf: bytes) -> set[str]:
    """The names of the typefaces in a PDF, without the mark of their subset."""
    found = set()
    for page in document(pdf).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            found.add(str(font.get_object()["/BaseFont"]).partition("+")[2].split("-")[0])
    return found


def test_an_installed_fangsong_and_title_face_are_used_without_being_asked_for(tmp_path: Path) -> None:
    font_files.make(tmp_path / "a" / "simfang.ttf", "FangSong", "仿宋")
    font_files.make(tmp_path / "b.ttf", "FZXiaoBiaoSong-B05S", "方正小标宋简体")
    found = fonts(tmp_path)
    assert {role: file.name for role, file in found.in_use().items()} == {
        Role.LETTER: "仿宋",
        Role.TITLE: "方正小标宋简体",
    }
    assert found.face_for("受", Face.SERIF) is Face.LETTER
    assert found.face_for("受", Face.SERIF_BOLD) is Face.TITLE
    assert found.face_for("受", Face.SANS) is Face.SANS
    assert found.advance("受", Face.SERIF) == 0.5


def test_what_an_installed_face_lacks_is_drawn_by_the_bundled_ones(tmp_path: Path) -> None:
    font_files.make(tmp_path / "f.ttf", "FangSong", "仿宋")
    found = fonts(tmp_path)
    assert found.face_for("鑫", Face.SERIF) is Face.SERIF
    assert found.face_for("㐀", Face.SERIF) is Face.SANS
    assert found.missing("䶮〇𬭚") == ()


def test_a_rare_face_draws_what_no_bundled_one_has(tmp_path: Path) -> None:
    assert fonts().missing("\U0002b820") or fonts().missing("😀") == ("😀",)
    font_files.make(tmp_path / "x.ttf", "SimSun-ExtB", signs="😀 ")
    assert fonts(tmp_path).missing("😀") == ()
    assert fonts(tmp_path).face_for("😀", Face.SERIF_BOLD) is Face.RARE


def test_the_better_of_two_families_is_taken_and_an_office_may_name_the_other(tmp_path: Path) -> None:
    font_files.make(tmp_path / "1.ttf", "STFangsong", "华文仿宋")
    font_files.make(tmp_path / "2.ttf", "FangSong_GB2312", "仿宋_GB2312")
    assert fonts(tmp_path).in_use()[Role.LETTER].name == "仿宋_GB2312"
    assert fonts(tmp_path, letter="stfangsong").in_use()[Role.LETTER].name == "华文仿宋"
    assert fonts(tmp_path, letter=BUNDLED).in_use() == {}


def test_a_face_inside_a_collection_is_found(tmp_path: Path) -> None:
    font_files.collect(tmp_path / "many.ttc", ("Nothing", ""), ("FangSong", "仿宋"))
    file = fonts(tmp_path).in_use()[Role.LETTER]
    assert (file.name, file.index) == ("仿宋", 1)
    assert fonts(tmp_path).advance("受", Face.SERIF) == 0.5


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ({"cff": True}, "不是 TrueType 轮廓，不能嵌入"),
        ({"permission": 2}, "字体的许可不允许嵌入"),
        ({"permission": 0x100}, "字体的许可不允许嵌入"),
    ],
)
def test_a_face_that_may_not_be_embedded_is_left_alone_and_refused_by_name(
    tmp_path: Path, kind: dict[str, int], why: str
) -> None:
    font_files.make(tmp_path / "f.otf", "FangSong", "仿宋", **kind)  # type: ignore[arg-type]
    assert fonts(tmp_path).in_use() == {}
    with pytest.raises(KnownError) as caught:
        fonts(tmp_path, letter="仿宋").in_use()
    assert caught.value.code == "E-FONT-CHOSEN"
    assert why in caught.value.sentence


def test_a_named_face_that_is_not_installed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        fonts(tmp_path, title="方正小标宋简体").face_for("受", Face.SERIF)
    assert caught.value.sentence == "标题（小标宋）指定了字体“方正小标宋简体”，这台机器上没有安装。"


@pytest.mark.expects_errors
def test_files_that_are_no_typefaces_are_passed_over(tmp_path: Path) -> None:
    whole = font_files.make(tmp_path / "good.ttf", "FangSong", "仿宋").read_bytes()
    (tmp_path / "empty.ttf").write_bytes(b"")
    (tmp_path / "text.otf").write_text("no font", "utf-8")
    (tmp_path / "loop.ttc").write_bytes(b"ttcf\0\1\0\0\xff\xff\xff\xff")
    for cut in range(0, 400, 7):
        (tmp_path / f"cut{cut}.ttf").write_bytes(whole[:cut])
    found = fonts(tmp_path, tmp_path / "not there")
    assert found.in_use()[Role.LETTER].path.name == "good.ttf"


def test_the_same_machine_gives_the_same_bytes_and_the_face_is_part_of_them(tmp_path: Path) -> None:
    font_files.make(tmp_path / "f.ttf", "FangSong", "仿宋")
    choice = FontChoice((tmp_path,))

    def printed() -> bytes:
        stationery = Stationery.of(examples.RESOURCES, choice=choice)
        return acceptance_notice(case_examples.acceptance(), examples.context(stationery))

    assert printed() == printed()
    plain = acceptance_notice(case_examples.acceptance(), examples.context())
    assert "FangSong" in embedded(printed())
    assert "FangSong" not in embedded(plain)
    assert text(printed()).replace("\n", "").replace(" ", "") == text(plain).replace("\n", "").replace(" ", "")


def test_another_process_is_told_the_same_choice(tmp_path: Path) -> None:
    font_files.make(tmp_path / "f.ttf", "FangSong", "仿宋")
    there = pickle.loads(pickle.dumps(fonts(tmp_path)))
    assert there.face_for("受", Face.SERIF) is Face.LETTER


def test_the_survey_depends_on_paths_alone(tmp_path: Path) -> None:
    for name in ("c", "a", "b"):
        font_files.make(tmp_path / name / "f.ttf", f"Family {name}")
    assert [file.names[0] for file in survey((tmp_path,))] == ["Family a", "Family b", "Family c"]


def test_the_specimen_names_each_face_and_is_one_page(tmp_path: Path) -> None:
    font_files.make(tmp_path / "f.ttf", "FangSong", "仿宋")
    stationery = Stationery.of(examples.RESOURCES, choice=FontChoice((tmp_path,)))
    pdf = specimen(examples.context(stationery))
    assert len(document(pdf).pages) == 1
    assert "正文（仿宋）：仿宋" in text(pdf) and "标题（小标宋）：随程序附带的字体" in text(pdf)


def test_marks_that_do_not_fill_an_em_are_not_moved_together(tmp_path: Path) -> None:
    font_files.make(tmp_path / "f.ttf", "FangSong", signs="受理）”，")
    style = Style(size=10, face=Face.SERIF)
    narrow = layout("受理）”，受", 400, style, fonts(tmp_path))[0]
    assert narrow.width == pytest.approx(6 * 5)
    wide = layout("受理）”，受", 400, style, fonts())[0]
    assert wide.width == pytest.approx(6 * 10 - 2 * 5)
