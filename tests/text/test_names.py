"""Names of customers are hidden; titles, agents' names and everything else are shown."""

from __future__ import annotations

import pytest

from autoqa.text.names import hide_names, names_of


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("王先生您好", "*先生您好"),
        ("请问是欧阳女士吗", "请问是**女士吗"),
        ("那 趙 小姐，麻烦您", "那 * 小姐，麻烦您"),
        ("好的，谢谢孙大哥", "好的，谢谢*大哥"),
    ],
)
def test_a_surname_before_a_title_is_hidden(said: str, shown: str) -> None:
    assert hide_names(said, names_of(None)) == shown


@pytest.mark.parametrize(
    "said",
    [
        "先生您好",
        "这位女士",
        "关于先生您的套餐",
        "对方先生",
        "我姓李，工号一零零八六",
        "高兴为您服务",
        "您贵姓",
        "",
    ],
)
def test_what_names_no_customer_is_shown(said: str) -> None:
    assert hide_names(said, names_of("王小明")) == said


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("是王小明本人吗", "是***本人吗"),
        ("小明先生您好", "**先生您好"),
        ("您姓王对吧", "您姓*对吧"),
        ("王小姐", "*小姐"),
        ("王者荣耀", "王者荣耀"),
    ],
)
def test_the_name_of_the_metadata_is_hidden(said: str, shown: str) -> None:
    assert hide_names(said, names_of("王小明")) == shown


@pytest.mark.parametrize("named", ["佘先生", "佘女士", "佘"])
def test_a_title_in_the_metadata_is_no_part_of_the_name(named: str) -> None:
    assert hide_names("佘先生，您要开通吗", names_of(named)) == "*先生，您要开通吗"


def test_a_name_in_latin_letters_is_hidden() -> None:
    assert hide_names("Hello john SMITH", names_of("John Smith")) == "Hello **********"


@pytest.mark.parametrize(
    ("introduced", "said", "shown"),
    [
        ("免贵姓卢", "您姓卢是吧", "您姓*是吧"),
        ("我叫卢小明啊", "我叫卢小明啊，卢小明", "我叫***啊，***"),
        ("我叫诸葛亮", "诸葛亮先生", "***先生"),
        ("您贵姓", "您姓什么", "您姓什么"),
        ("我叫外卖呢", "外卖", "外卖"),
    ],
)
def test_how_a_customer_introduces_himself_counts(introduced: str, said: str, shown: str) -> None:
    assert hide_names(said, names_of(None, [introduced])) == shown
