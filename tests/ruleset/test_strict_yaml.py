from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.ruleset import strict_yaml
from autoqa.ruleset.problems import Mark

FILE = Path("rule.yaml")


@pytest.mark.parametrize(
    "written", ["0012", "12:30", "on", "1e3", "2026-11-20", "~", "null", "0x1F", "1_000"]
)
def test_a_scalar_stays_the_text_that_was_written(written: str) -> None:
    document, problems = strict_yaml.parse(f"a: {written}\nb: [{written}]\n", FILE)
    assert document is not None
    assert problems == []
    assert document.data == {"a": written, "b": [written]}


def test_every_value_and_key_knows_its_place() -> None:
    document, _ = strict_yaml.parse("甲: 好\n乙:\n  - 您好\n  - {丙: 再见}\n", FILE)
    assert document is not None
    assert document.values[("乙", 1, "丙")] == Mark(4, 9)
    assert document.keys[("乙", 1, "丙")] == Mark(4, 6)


@pytest.mark.parametrize(
    ("text", "mark", "cause"),
    [
        ("a: 1\nb: 2\na: 3\n", Mark(3, 1), 'the key "a" is written twice (first on line 1)'),
        ("a: 1\nb:\n", Mark(2, 1), '"b" has no value'),
        ("a:\n\tb: 1\n", Mark(2, 1), "a tab is used as indentation"),
        ("a: &x 1\n", Mark(1, 4), "anchors and aliases (& and *) are not used here"),
        ("a: !!int 3\n", Mark(1, 4), "the tag tag:yaml.org,2002:int is not used here"),
        ("a: 1\n---\nb: 2\n", Mark(2, 1), "a second document begins here"),
        ("- a\n", Mark(1, 1), "the file holds no keys"),
        (
            "a: [1,\n  2\nb: 3\n",
            Mark(3, 2),
            "not valid YAML: did not find expected ',' or ']' (in what begins on line 1)",
        ),
        ("# only a remark\n", Mark(1, 1), "the file is empty"),
        ("? [1]\n: 2\n", Mark(1, 3), "this cannot be a key"),
        (
            "  标题: 你好: 再见\n",
            Mark(1, 9),
            "not valid YAML: mapping values are not allowed in this context",
        ),
    ],
)
def test_what_is_refused_names_its_place(text: str, mark: Mark, cause: str) -> None:
    _, problems = strict_yaml.parse(text, FILE)
    assert [(problem.mark, problem.cause) for problem in problems] == [(mark, cause)]


def test_quoted_emptiness_is_a_value() -> None:
    document, problems = strict_yaml.parse("a: ''\nb: \"\"\n", FILE)
    assert problems == []
    assert document is not None
    assert document.data == {"a": "", "b": ""}


def test_aliases_cannot_blow_up() -> None:
    lines = ["a: &a [x, x]"] + [
        f"{n}: &{n} [*{p}, *{p}]" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    document, problems = strict_yaml.parse("\n".join(lines), FILE)
    assert document is None
    assert len(problems) == 1


def test_nesting_is_bounded() -> None:
    document, problems = strict_yaml.parse("a: " + "[" * 200 + "]" * 200, FILE)
    assert document is None
    assert "nested deeper" in problems[0].cause


def test_nesting_beyond_what_the_parser_itself_allows_is_a_problem_of_the_file() -> None:
    document, problems = strict_yaml.parse("a: " + "[" * 5000 + "]" * 5000, FILE)
    assert document is None
    assert "nest" in problems[0].cause


def test_other_problems_of_the_file_are_still_told_after_a_double_key() -> None:
    document, problems = strict_yaml.parse("a: 1\na: {b: 1, b: 2}\nc:\n", FILE)
    assert document is not None
    assert [problem.mark.line for problem in problems] == [2, 2, 3]


def test_files_that_are_no_rule_text(tmp_path: Path) -> None:
    gbk = tmp_path / "gbk.yaml"
    gbk.write_bytes("标题: 您好\n".encode("gbk"))
    big = tmp_path / "big.yaml"
    big.write_bytes(b"a: " + b"x" * strict_yaml.MAX_BYTES)
    for path, cause in ((gbk, "not UTF-8"), (big, "more than"), (tmp_path / "none.yaml", "cannot be read")):
        document, problems = strict_yaml.read(path)
        assert document is None
        assert cause in problems[0].cause
        assert problems[0].file == str(path)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes("a: 1\n".encode("utf-8-sig"))
    document, problems = strict_yaml.read(path)
    assert problems == []
    assert document is not None
    assert document.data == {"a": "1"}


def test_of_a_long_line_only_the_neighbourhood_is_shown() -> None:
    _, problems = strict_yaml.parse(f"a: [{'您好, ' * 50}&x 1]\n", FILE)
    _, line, caret = str(problems[0]).splitlines()
    assert len(line) < 100
    assert line.endswith("您好, &x 1]")
    assert len(caret) < 100


def test_a_problem_points_below_wide_characters() -> None:
    _, problems = strict_yaml.parse("电话: &x 1\n", FILE)
    head, line, caret = str(problems[0]).splitlines()
    assert head.startswith("rule.yaml:1:5: ")
    assert line == "    电话: &x 1"
    assert caret == "    " + " " * 6 + "^"
