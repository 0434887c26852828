"""What a customer is called: found to be hidden on screen and in exports, and to be bleeped.

A name is known from the metadata of the call, from how a customer introduces himself (我姓王, 我叫王小明),
and, whoever it is, from a surname before a title (王先生). A name that a recogniser wrote otherwise than the
metadata, with no title behind it, is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from autoqa.text.fold import fold

Span = tuple[int, int]

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
    "崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文"
    "牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲"
    "翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫"
    "米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_DOUBLE = "欧阳|上官|司马|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|端木|独孤|南宫|长孙"
_TITLES = "先生|女士|小姐|太太|阿姨|叔叔|大哥|大姐|大爷|大妈|师傅|老板|同学"
_NO_NAME = re.compile(
    "(?:关于|对于|由于|等于|至于|给于|对方|任何|不安|我和|您和|你和|这时|当时|那时|一向|方向)$"
)
"""What ends in a character that is a surname elsewhere."""
_LED = re.compile(f"(?<![您你尊])姓({_DOUBLE}|[一-鿿])")
_CALLED = re.compile(
    f"(?:我叫|我名叫|名字叫|名字是|姓名是|本人叫|本人是)((?:{_DOUBLE}|[一-鿿])[一-鿿]{{1,2}})"
)
_PARTICLES = "的啊呀吧嘛呢哈哦诶了您你"


@dataclass(frozen=True)
class Names:
    """Of one customer: ``surnames`` are names before a title or behind 姓 only, ``whole`` ones (王小明, and
    小明 alone) wherever they stand."""

    surnames: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()


def names_of(named: str | None, said: Iterable[str] = ()) -> Names:
    """What a customer is called, by the metadata (``named``: 王先生, 王小明) and by his own words."""
    surnames: set[str] = set()
    whole: set[str] = set()
    for one in [named or "", *(name for text in said for name in _introduced(text))]:
        name = re.sub(f"(?:{_TITLES})$", "", fold(one).text)
        surname = _surname(name)
        if surname:
            surnames.add(surname)
        if len(name) > len(surname):
            whole.add(name)
            given = name[len(surname) :]
            if surname and len(given) > 1:
                whole.add(given)
    return Names(frozenset(surnames), frozenset(whole))


def name_spans(text: str, names: Names) -> list[Span]:
    """Where names of customers stand in ``text`` (start and end of the characters), in order."""
    folded = fold(text)
    spans = set()
    singles = "".join(sorted(_SURNAMES | {name for name in names.surnames if len(name) == 1}))
    for match in re.finditer(f"({_DOUBLE}|[{singles}])(?:{_TITLES})", folded.text):
        if not _NO_NAME.search(folded.text[: match.end(1)]):
            spans.add(match.span(1))
    told = "|".join(sorted(map(re.escape, names.surnames), key=len, reverse=True))
    if told:
        spans |= {match.span(1) for match in re.finditer(f"姓({told})", folded.text)}
    for name in names.whole:
        spans |= {match.span() for match in re.finditer(re.escape(name), folded.text)}
    return [(folded.offsets[start], folded.offsets[end - 1] + 1) for start, end in sorted(spans)]


def hide_names(text: str, names: Names) -> str:
    """``text`` with ``*`` for every character of a customer's name; titles stay."""
    characters = list(text)
    for start, end in name_spans(text, names):
        characters[start:end] = "*" * (end - start)
    return "".join(characters)


def _introduced(text: str) -> list[str]:
    """Names that a customer gives himself."""
    found = [match[1] for match in _LED.finditer(text) if _surname(match[1])]
    for match in _CALLED.finditer(text):
        name = match[1].rstrip(_PARTICLES)
        if _surname(name) and len(name) > 1:
            found.append(name)
    return found


def _surname(name: str) -> str:
    double = re.match(_DOUBLE, name)
    if double:
        return double[0]
    return name[:1] if name[:1] in _SURNAMES else ""
