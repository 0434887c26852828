"""Fillings of the grammar's slots: names, numbers, amounts, dates, products. Numbers come as they are spoken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Rng = np.random.Generator
_DIGITS = "零一二三四五六七八九"

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力健俊峰婷雪梅琴云莉飞鑫波宇浩凯晨阳佳欣怡思雨梦琪"
BRANDS = (
    "移动 联通 电信 广电 声讯 炫音 华声 天信 通达 平安 泰康 太平 人寿 阳光 众安 新华 大地 工商银行 建设银行 农业银行 招商银行 交通银行 "
    "中国银行 民生银行 光大银行 浦发银行 兴业银行 邮储银行 中信银行 信用卡中心 借贷平台 消费金融 顺丰 京东 淘宝 美团 滴滴 携程 宽带 "
    "云通 金石 百灵 和乐 智联 优家 安居 学堂 名师 海康 小米 华为 格力 海尔 美的"
).split()
KINDS = "公司 客服中心 客户服务中心 营销中心 营业厅 业务中心 服务热线 分公司 总部 售后中心 回访中心 合作公司".split()
CITIES = (
    "北京 上海 广州 深圳 重庆 天津 成都 杭州 武汉 南京 西安 长沙 郑州 青岛 济南 沈阳 大连 哈尔滨 长春 昆明 贵阳 南宁 福州 厦门 合肥 "
    "南昌 太原 石家庄 兰州 银川 西宁 海口 苏州 无锡 宁波 温州 东莞 佛山 珠海 四川 湖南 湖北 广东 广西 河南 河北 山东 山西 江苏 浙江 安徽 "
    "福建 江西 云南 贵州 陕西 甘肃 辽宁 吉林 黑龙江 新疆 内蒙古 海南"
).split()
SERVICES = (
    "炫铃 炫铃业务 彩铃 彩铃业务 个性彩铃 视频彩铃 来电提醒 来电提醒业务 来电显示 漏话提醒 音乐包 音乐会员 视频会员 会员服务 流量包 加油包 "
    "夜间流量包 定向流量包 流量套餐 语音包 通话包 亲情号码 亲情网 家庭套餐 融合套餐 五G套餐 四G套餐 宽带业务 宽带提速 千兆宽带 手机报 "
    "天气预报 铃音盒 铃音包 铃声 短信包 短信回执 安全管家 防骚扰服务 云盘会员 游戏会员 阅读会员 手机阅读 合约套餐 畅享套餐 校园套餐 国际漫游 "
    "电视会员 积分服务 语音信箱 秘书服务 呼叫转移 一号双终端 副卡"
).split()
FINANCE = (
    "意外险 医疗险 重疾险 百万医疗 养老保险 车险 寿险 理财产品 定期存款 基金 信用卡 分期业务 账单分期 现金分期 贷款 信用贷款 消费贷款 备用金 "
    "年金险 少儿教育金 家庭财产险 住院津贴 账户安全险 保障计划 健康保障 防癌险 旅游险 储蓄卡 白金卡 金卡 联名卡"
).split()


def _pick(rng: Rng, options: str | list[str] | tuple[str, ...]) -> str:
    return options[int(rng.integers(0, len(options)))]


def digits(rng: Rng, count: int, *, yao: bool = True) -> str:
    """`count` spoken digits with frequent repeats; 1 is 幺 throughout in half of the strings."""
    one = "幺" if yao and rng.random() < 0.5 else "一"
    out: list[str] = []
    for _ in range(count):
        again = out and rng.random() < 0.22
        out.append(out[-1] if again else _DIGITS[int(rng.integers(0, 10))].replace("一", one))
    return "".join(out)


def cardinal(number: int) -> str:
    """A number below 100,000,000 as spoken: 205 is 二百零五, 15 is 十五."""
    if number >= 10000:
        high, low = divmod(number, 10000)
        return cardinal(high) + "万" + (("零" if low < 1000 else "") + cardinal(low) if low else "")
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return out[1:] if out.startswith("一十") else out or "零"


def quantity(rng: Rng) -> str:
    """A count below a hundred, 两 instead of 二."""
    number = int(rng.integers(1, 13)) if rng.random() < 0.7 else int(rng.integers(13, 100))
    return "两" if number == 2 else cardinal(number)


def money(rng: Rng) -> str:
    """An amount in yuan: 三块九毛八, 每月五元 style parts, 两千八百元, 一万二."""
    style = rng.random()
    small = int(rng.integers(1, 40))
    yuan = "两" if small == 2 else cardinal(small)
    if style < 0.3:
        return yuan + _pick(rng, ("元", "块", "块钱", "元钱"))
    if style < 0.5:
        tail = _pick(rng, _DIGITS[1:]) + "毛" + (_pick(rng, _DIGITS[1:]) if rng.random() < 0.4 else "")
        return yuan + "块" + tail
    if style < 0.6:
        return yuan + "点" + _pick(rng, _DIGITS) + (_pick(rng, _DIGITS) if rng.random() < 0.5 else "") + "元"
    if style < 0.68:
        return _pick(rng, "五六七八九") + "毛" + _pick(rng, ("", "钱", "八", "九"))
    scale = (10, 50, 100, 1000, 10000)[int(rng.integers(0, 5))]
    return cardinal(int(rng.integers(1, 100)) * scale) + _pick(rng, ("元", "块", "块钱", "元", ""))


def percent(rng: Rng) -> str:
    number = cardinal(int(rng.integers(0, 100)))
    tail = "点" + "".join(_pick(rng, _DIGITS) for _ in range(int(rng.integers(1, 3)))) if rng.random() < 0.5 else ""
    return _pick(rng, ("百分之", "百分之", "百分之", "千分之", "万分之")) + number + tail


def date(rng: Rng) -> str:
    month, day = cardinal(int(rng.integers(1, 13))), cardinal(int(rng.integers(1, 32)))
    style = rng.random()
    if style < 0.5:
        return f"{month}月{day}{_pick(rng, '号日')}"
    if style < 0.65:
        return f"{month}月份"
    if style < 0.8:
        return f"{_pick(rng, ('本月', '下个月', '上个月', '这个月', '每月', '次月'))}{day}号"
    year = "二零" + _pick(rng, "一二") + _pick(rng, _DIGITS)
    return f"{year}年{month}月" + (f"{day}日" if rng.random() < 0.6 else "")


def clock(rng: Rng) -> str:
    hour = int(rng.integers(1, 13))
    part = _pick(rng, ("早上", "上午", "中午", "下午", "晚上", ""))
    tail = _pick(rng, ("点", "点", "点半", "点钟", f"点{cardinal(int(rng.integers(5, 60)))}分", "点一刻"))
    return part + ("两" if hour == 2 else cardinal(hour)) + tail


def day_word(rng: Rng) -> str:
    return _pick(rng, ("今天", "明天", "后天", "昨天", "前天", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "星期一", "星期三",
                       "星期天", "下周", "下周一", "这周五", "这两天", "月底", "月初", "下个月", "周末", "国庆节", "春节", "元旦", "上周"))  # fmt: skip


def phone(rng: Rng) -> str:
    style = rng.random()
    if style < 0.6:
        return ("幺" if rng.random() < 0.7 else "一") + _pick(rng, "三五七八九") + digits(rng, 9)
    if style < 0.8:
        return digits(rng, int(rng.integers(7, 9)))
    return _pick(rng, ("零幺零", "零二八", "零七五五", "零二", "四零零", "九五", "八零零")) + digits(rng, int(rng.integers(5, 9)))


def short_number(rng: Rng) -> str:
    fixed = ("一零零八六", "幺零零八六", "一零零一零", "幺零零幺零", "一零零零零", "幺零零零零", "九五五八八", "九五五一二", "一二三一五",
             "幺二三幺五", "一一零", "幺幺零", "一二零", "一一四", "一二五八零", "一二三零五", "九五五三三")  # fmt: skip
    return _pick(rng, fixed) if rng.random() < 0.6 else digits(rng, int(rng.integers(4, 8)))


def job_number(rng: Rng) -> str:
    return digits(rng, int(rng.integers(3, 9)))


def company(rng: Rng) -> str:
    return _pick(rng, CITIES) * (rng.random() < 0.5) + _pick(rng, BRANDS) + _pick(rng, KINDS) * (rng.random() < 0.6)


def person(rng: Rng) -> str:
    return _pick(rng, SURNAMES) + "".join(_pick(rng, GIVEN) for _ in range(int(rng.integers(1, 3))))


def data_volume(rng: Rng) -> str:
    number = cardinal((1, 5, 10, 15, 20, 30, 50, 60, 80, 100, 150, 200, 300, 500)[int(rng.integers(0, 14))])
    return number + _pick(rng, ("G", "个G", "G流量", "兆", "兆流量", "GB"))


SLOTS: dict[str, Callable[[Rng], str]] = {
    "surname": lambda r: _pick(r, SURNAMES),
    "title": lambda r: _pick(r, ("先生", "女士", "先生", "女士", "小姐", "老师", "总", "经理", "阿姨", "大哥", "大姐")),
    "person": person,
    "company": company,
    "brand": lambda r: _pick(r, BRANDS),
    "city": lambda r: _pick(r, CITIES),
    "service": lambda r: _pick(r, SERVICES),
    "finance": lambda r: _pick(r, FINANCE),
    "product": lambda r: _pick(r, SERVICES + FINANCE),
    "job": job_number,
    "phone": phone,
    "short": short_number,
    "code": lambda r: digits(r, int(r.integers(4, 7))),
    "last4": lambda r: digits(r, 4),
    "money": money,
    "fee": lambda r: _pick(r, ("每月", "每个月", "一个月", "每年", "一年", "每天", "每次", "")) + money(r),
    "percent": percent,
    "date": date,
    "clock": clock,
    "day": day_word,
    "n": quantity,
    "period": lambda r: _pick(r, (quantity(r) + "个月", quantity(r) + "天", quantity(r) + "年", "半年", "一个季度", "半个月", "首月")),
    "volume": data_volume,
    "minutes": lambda r: cardinal((5, 10, 30, 50, 100, 150, 200, 300, 500, 1000)[int(r.integers(0, 10))]) + "分钟",
    "letters": lambda r: "".join(_pick(r, "ABCDEFGHKMNPQTXY") for _ in range(int(r.integers(1, 4)))),
}
