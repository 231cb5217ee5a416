"""Every act of the window as data: one table feeds menus, palette, shortcut page and help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from qcy_desktop.domain.accounts import Right
from qcy_desktop.ui.language import tr

CASE_WORK = (Right.ACCEPT, Right.REVIEW, Right.APPROVE, Right.PAY)
"""One of these is needed to work on cases at all."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One act: id, group, name, pinyin initials, keys, a sentence of help, and the rights of which one is needed."""

    id: str
    group: str
    name: str
    initials: str
    keys: tuple[str, ...] = ()
    help: str = ""
    rights: tuple[Right, ...] = ()


TABLE = (
    Spec("find", "办理", "查找或扫码", "czsm", ("F2",), "到查找框；再按一次在扫码与中文输入之间切换"),
    Spec("new", "办理", "新建企业", "xjqy", ("F3",), "开一张空白表，先前未完成的留作草稿"),
    Spec("question", "办理", "到下一问", "dxyw", ("F8",), "光标到“下一问”"),
    Spec("aside", "办理", "这一问不清楚", "bqc", ("F6",), "放一放，问下一个"),
    Spec(
        "finish",
        "办理",
        "受理",
        "sl",
        ("Ctrl+Return", "Ctrl+Enter"),
        "保存企业和这次评估，再勾选申报的措施、登记材料；在“办件”里办下一步",
        (Right.ENTER, Right.REVIEW, Right.APPROVE, Right.PAY),
    ),
    Spec("save", "办理", "只保存评估", "bcpg", ("Ctrl+S",), "保存企业和这次评估，不受理", (Right.ENTER,)),
    Spec("print", "办理", "打印预览", "dyyl", ("F9",), "预览评估结果单，可打印、可存为 PDF", (Right.PRINT,)),
    Spec("self_check", "办理", "企业自查", "qyzc", ("F11",), "打开自查窗口，请企业自己答"),
    Spec("customer", "办理", "客户屏", "khp", ("Ctrl+D",), "把正在录入的内容放大给企业核对，再按一次关闭"),
    Spec("home", "办理", "回到开始页", "hdks", ("Ctrl+Home",), "看未完成的草稿和最近办理的企业"),
    Spec("undo", "编辑", "撤销", "cx", ("Ctrl+Z",), "取回上一次填写"),
    Spec("redo", "编辑", "重做", "cz", ("Ctrl+Y",), "恢复刚撤销的填写"),
    Spec(
        "take_back",
        "编辑",
        "撤销办过的一步",
        "cxbg",
        ("Ctrl+Shift+Y",),
        "列出自己保存、修改、办理过的各步，撤销其中一步",
    ),
    Spec("search_facts", "编辑", "查找指标", "czzb", ("Ctrl+F",), "按名称找到要填的指标"),
    Spec("add_event", "编辑", "添加认定或入库", "tjrd", ("Ctrl+1",), "登记一次认定、入库或挂牌"),
    Spec("add_record", "编辑", "添加清单记录", "tjqd", ("Ctrl+2",), "登记一座站、一份合同等"),
    Spec("add_award", "编辑", "添加已获奖补", "tjjb", ("Ctrl+3",), "登记已经领到的奖补"),
    Spec("next_finding", "编辑", "到下一处要核对的", "yhd", ("F7",), "填写有误、互相矛盾、去年填的，逐处走到"),
    Spec("copy_visit", "编辑", "照抄以前一次的内容", "zc", ("Ctrl+4",), "在历史里选一次，只补现在空着的栏"),
    Spec("pin", "办理", "钉住或松开这家企业", "dz", ("Ctrl+B",), "钉住的留在开始页"),
    Spec(
        "contacts",
        "办理",
        "联系人与账户",
        "lxr",
        ("Ctrl+Shift+L",),
        "看、登记、更正联系人和收款账户；平时遮住，看完整要写用途",
    ),
    Spec(
        "notes",
        "办理",
        "备注与附件",
        "bzfj",
        ("Ctrl+Shift+N",),
        "这家企业的备注（署名、记时，不能删）和留存的文件",
    ),
    Spec("results", "查看", "评估结果", "pgjg", ("Alt+1",), "到结果列表"),
    Spec("gaps", "查看", "条件差距", "tjcj", ("Alt+2",), "还差什么，差得少的在前"),
    Spec("best", "查看", "最优组合", "zyzh", ("Alt+3",), "可同时享受的措施与放弃的措施"),
    Spec("ladder", "查看", "梯次", "tc", ("Alt+4",), "从科技型中小企业到上市，企业站在哪一级"),
    Spec("what_if", "查看", "试算", "ss", ("Alt+5",), "改几个数看结果怎样变，不动原表"),
    Spec("history", "查看", "历史", "ls", ("Alt+6",), "以前的评估，与现在逐项比较"),
    Spec("arrange", "查看", "重新排序", "cxpx", ("Ctrl+R",), "按结论和金额重排结果"),
    Spec("reasons", "查看", "到依据", "dyj", ("Alt+0",), "光标到右侧依据"),
    Spec("counter", "查看", "窗口", "ck", ("Ctrl+Shift+1",), "回到窗口"),
    Spec("officer", "查看", "办件", "bj", ("Ctrl+Shift+2",), "看队列，办受理以后的各步", CASE_WORK),
    Spec("library", "查看", "政策库", "zck", ("Ctrl+Shift+3",), "查看各套政策与措施"),
    Spec("admin", "查看", "管理", "gl", ("Ctrl+Shift+5",), "账号、备份、健康检查、操作记录、单位与本机设置"),
    Spec("read_rule", "查看", "在政策库里看这一项", "kzc", ("Ctrl+L",), "打开所选措施的规则页"),
    Spec("clauses", "查看", "核定条款", "hdtk", ("Ctrl+Shift+H",), "对照官方条文改正规则的数字，两人签署"),
    Spec(
        "forms", "办理", "单位表格", "dwbg", ("Ctrl+Shift+B",), "本单位自己的 Excel、Word 表格：对应好每一格，一键填写"
    ),
    Spec("lock", "操作人", "锁定", "sd", ("F12",), "暂时离开：盖住全部内容，输入密码继续，已填的都在"),
    Spec("change_clerk", "操作人", "换人", "hr", ("Ctrl+F12",), "换另一个人办理，不用重新启动"),
    Spec("change_password", "操作人", "修改密码", "xgmm", (), "换一个新密码"),
    Spec("log_out", "操作人", "退出登录", "tcdl", (), "办完离开，等下一位登录"),
    Spec("light", "外观", "浅色", "qs", (), ""),
    Spec("dark", "外观", "深色", "ss", (), ""),
    Spec("contrast", "外观", "高对比度", "gdb", (), ""),
    Spec("system", "外观", "跟随系统", "gsxt", (), ""),
    Spec("larger", "外观", "放大", "fd", ("Ctrl++", "Ctrl+="), "界面放大一档，最大 200%"),
    Spec("smaller", "外观", "缩小", "sx", ("Ctrl+-",), "界面缩小一档，最小 80%"),
    Spec("actual", "外观", "原始大小", "ysdx", ("Ctrl+0",), "回到 100%"),
    Spec("palette", "帮助", "命令", "ml", ("Ctrl+K",), "输入几个字找到任何操作"),
    Spec("help", "帮助", "本页帮助", "bybz", ("F1",), ""),
    Spec("keys", "帮助", "快捷键一览", "kjj", ("Ctrl+/",), ""),
    Spec("log", "帮助", "运行记录", "yxjl", (), "看程序自己的运行记录，可导出成一个文件交给维护人员"),
    Spec("about", "帮助", "关于", "gy", (), "版本、规则版本与许可"),
)

Why = Callable[..., str]
"""Why none of the named rights is held; empty when one is (see `Gate.why_not`)."""
Handler = Callable[[], object]


class Actions:
    """The acts of one window, each a QAction on it; those that are off say why.

    `keys` are this desk's own keys by act; acts that it does not name keep the keys of the table.
    """

    def __init__(
        self,
        window: QWidget,
        handlers: dict[str, Handler],
        why_not: Why = lambda *_rights: "",
        keys: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> None:
        self._specs = {spec.id: spec for spec in TABLE if spec.id in handlers}
        self._keys = {id: keys.get(id, spec.keys) for id, spec in self._specs.items()}
        self._made: dict[str, QAction] = {}
        self._why: dict[str, str] = {}
        self._asked: dict[str, tuple[bool, str]] = {}
        self._why_not = why_not
        for spec in self._specs.values():
            self._made[spec.id] = self._make(window, spec, handlers[spec.id])
        self.renew()

    def action(self, id: str) -> QAction:
        return self._made[id]

    def specs(self) -> tuple[Spec, ...]:
        """What can be done here, in the order of the table."""
        return tuple(self._specs.values())

    def allow(self, id: str, on: bool, why: str = "") -> None:
        """Switch an act on or off; off it says why. Without the right it stays off and says that instead."""
        self._asked[id] = (on, why)
        refused = self._why_not(*self._specs[id].rights)
        self._made[id].setEnabled(on and not refused)
        self._why[id] = refused or ("" if on else why)
        self._made[id].setToolTip(self.tip(id))

    def renew(self) -> None:
        """Look at the rights again: another clerk sits here."""
        for id in self._specs:
            self.allow(id, *self._asked.get(id, (True, "")))

    def name(self, id: str, what: str) -> None:
        """Say in the name itself what the act would touch: 撤销：2025 年 研发费用."""
        spec = self._specs[id]
        self._made[id].setText(f"{tr(spec.name)}：{what}" if what else tr(spec.name))

    def why_off(self, id: str) -> str:
        return self._why.get(id, "")

    def tip(self, id: str) -> str:
        """Name, keys, help and, when it is off, the reason."""
        spec = self._specs[id]
        head = "　".join(part for part in (self._made[id].text(), self.keys_text(id)) if part)
        return "\n".join(part for part in (head, tr(spec.help), self._why.get(id, "")) if part)

    def keys_text(self, id: str) -> str:
        """The keys as they stand on the keyboard; only the first of several, nothing when there is none."""
        keys = self._keys.get(id, ())
        return spoken_keys(keys[0]) if keys else ""

    def keys(self) -> dict[str, tuple[str, ...]]:
        """The keys in force, by act."""
        return dict(self._keys)

    def give_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Take other keys from now on; acts that `keys` does not name get back those of the table."""
        for id, spec in self._specs.items():
            self._keys[id] = keys.get(id, spec.keys)
            self._made[id].setShortcuts([QKeySequence(text) for text in self._keys[id]])
            self._made[id].setToolTip(self.tip(id))

    def _make(self, window: QWidget, spec: Spec, handler: Handler) -> QAction:
        action = QAction(tr(spec.name), window)
        action.setShortcuts([QKeySequence(text) for text in self._keys[spec.id]])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False: handler())
        window.addAction(action)
        return action


def spoken_keys(text: str) -> str:
    """One key combination as it stands on the keyboard."""
    return text.replace("Return", tr("回车")).replace("Enter", tr("小键盘回车"))


def match(spec: Spec, text: str) -> bool:
    """Whether a few letters find this act: part of its name, of its initials, or its letters in order."""
    wanted = text.strip().lower()
    if not wanted or wanted in spec.name or spec.initials.startswith(wanted) or wanted in spec.help:
        return True
    rest = iter(spec.initials)
    return all(letter in rest for letter in wanted)
