"""The words for everything that the audit chain records, for menus, lists and exports."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "enterprise.new": "新增企业",
    "enterprise.save": "修改企业",
    "enterprise.remove": "删除企业",
    "enterprise.import": "导入企业名单",
    "contact.save": "登记联系人",
    "note.add": "添加备注",
    "attachment.add": "添加附件",
    "assessment.keep": "保存评估",
    "paper.make": "出具文书",
    "paper.copy": "打印副本",
    "case.open": "建立办件",
    "case.save": "办理办件",
    "office.set": "修改单位设置",
    "phrases.set": "修改常用语",
    "filter.save": "保存筛选",
    "filter.remove": "删除筛选",
    "form.save": "保存单位表格",
    "form.retire": "停用单位表格",
    "form.fill": "填写单位表格",
    "undo": "撤销",
    "personal.show": "查看完整个人信息",
    "personal.erase": "清除到期个人信息",
    "request.ask": "提请复核",
    "request.settle": "复核",
    "account.new": "新建账号",
    "account.roles": "调整角色",
    "account.reset": "重置密码",
    "account.off": "启停账号",
    "account.unlock": "解锁账号",
    "password.change": "修改密码",
    "password.rehash": "更新密码存储方式",
    "login": "登录",
    "login.failed": "登录失败",
    "login.locked": "锁定期间尝试登录",
    "login.off": "停用账号尝试登录",
    "login.forged": "账号资料异常，拒绝登录",
    "rule.sign": "核定政策规则（第一人）",
    "rule.confirm": "核定政策规则（第二人）",
    "rule.revoke": "撤回政策规则核定",
    "pack.install": "安装政策包",
    "pack.rollback": "退回政策包",
    "archive.make": "归档往年数据",
    "archive.restore": "取回归档数据",
    "audit.export": "导出操作记录",
    "db.backup": "备份",
    "db.restore": "恢复备份",
    "db.upgrade": "升级数据库",
    "db.adopt": "接受更换的数据库",
}

KINDS: Mapping[str, str] = {
    "enterprise": "企业",
    "contact": "联系人",
    "note": "备注",
    "attachment": "附件",
    "assessment": "评估",
    "paper": "文书",
    "case": "办件",
    "office": "单位设置",
    "phrases": "常用语",
    "filter": "筛选",
    "form": "单位表格",
    "personal": "个人信息",
    "request": "复核事项",
    "account": "账号",
    "rule": "政策规则",
    "pack": "政策包",
    "archive": "归档",
    "audit": "操作记录",
    "database": "数据库",
}


def act_words(act: str) -> str:
    """The act in a clerk's words; an act of a later program by its own name."""
    return WORDS.get(act, act)


def kind_words(kind: str) -> str:
    """The kind of record in a clerk's words."""
    return KINDS.get(kind, kind)
