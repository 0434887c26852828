"""Chinese words of the review pages that the reports do not need."""

from __future__ import annotations

from datetime import datetime, tzinfo

from autoqa.review.triage import Band
from autoqa.store.tables import ReviewState, UserRole
from autoqa.types import Status

STATE = {
    ReviewState.DRAFT: "草稿",
    ReviewState.IN_REVIEW: "复核中",
    ReviewState.SIGNED: "已签字",
    ReviewState.APPEALED: "申诉中",
    ReviewState.SETTLED: "已定案",
}
ROLE = {
    UserRole.AGENT: "坐席",
    UserRole.INSPECTOR: "质检员",
    UserRole.LEAD: "班组长",
    UserRole.MANAGER: "质检主管",
    UserRole.ADMIN: "管理员",
}
BAND = {
    Band.FATAL: "致命",
    Band.DOUBT: "重项存疑",
    Band.CONSENT: "成交同意存疑",
    Band.FLAG: "其他标记",
    Band.SAMPLE: "随机抽听",
    Band.REST: "无标记",
}
VERDICT = {Status.FAIL: "违规成立", Status.PASS: "不违规", Status.UNSURE: "听不清", Status.NA: "不涉及"}
ACTION = {
    "view": "打开录音",
    "listen": "收听录音",
    "open": "开始复核",
    "judge": "判定",
    "judge_blind": "校准判定",
    "withdraw": "撤回判定",
    "sign": "签字",
    "appeal": "申诉",
    "answer": "答复申诉",
    "settle": "定案",
    "assign": "分派",
    "supplement": "登记补录",
    "export": "导出",
    "login": "登录",
    "login_failed": "登录失败",
    "logout": "退出",
    "add_user": "新建用户",
    "set_password": "修改密码",
    "enable_user": "启用用户",
    "disable_user": "停用用户",
    "calibrate": "建立校准",
    "close_calibration": "结束校准",
    "assignment_rule": "分派规则",
}
REASONS = ("机器识别有误", "结合上下文不算违规", "角色认错", "规则不适用于本通")
"""Reasons that one key gives when a verdict of the machine is changed."""


def moment(value: datetime | None, zone: tzinfo) -> str:
    """A moment in the centre's zone, to the minute; empty for None."""
    return "" if value is None else value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
