from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.config import Settings, load_settings
from autoqa.errors import UsageError


def _file(folder: Path, text: str) -> Path:
    (folder / "autoqa.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_any_source_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(directory=tmp_path, environ={}) == Settings()


def test_flags_win_over_environment_and_environment_over_file(tmp_path: Path) -> None:
    _file(tmp_path, 'beam = 2\nthreads = 3\nmodel = "from-file"\n')
    environ = {"AUTOQA_THREADS": "4", "AUTOQA_MODEL": "from-env"}
    settings = load_settings({"model": "from-flag", "device": None}, directory=tmp_path, environ=environ)
    assert (settings.beam, settings.threads, settings.model) == (2, 4, "from-flag")
    assert settings.device == "auto"


def test_unknown_key_names_file_line_and_nearest_key(tmp_path: Path) -> None:
    _file(tmp_path, "# our centre\nbeam = 2\nmodle = 'small'\n")
    with pytest.raises(UsageError) as caught:
        load_settings(directory=tmp_path, environ={})
    assert caught.value.subject.endswith("autoqa.toml:3")
    assert "modle" in caught.value.cause
    assert caught.value.mend == "Did you mean model?"
    assert caught.value.exit_code == 2


def test_unknown_table_is_told_with_its_line(tmp_path: Path) -> None:
    _file(tmp_path, "beam = 2\n\n[review]\nport = 1\n")
    with pytest.raises(UsageError, match=r"autoqa\.toml:3: unknown setting review"):
        load_settings(directory=tmp_path, environ={})


@pytest.mark.parametrize(
    ("text", "line"), [("beam = 0", 1), ("threads = 1\nbeam = 'wide'", 2), ("\n\ndevice = 'tpu'", 3)]
)
def test_bad_value_in_the_file_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    _file(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        load_settings(directory=tmp_path, environ={})
    assert caught.value.subject.endswith(f"autoqa.toml:{line}")


def test_broken_toml_is_one_clear_error(tmp_path: Path) -> None:
    _file(tmp_path, "beam = \n")
    with pytest.raises(UsageError, match=r"not valid TOML.*line 1"):
        load_settings(directory=tmp_path, environ={})


def test_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "autoqa.toml").write_bytes("model = '模型'".encode("gbk"))
    with pytest.raises(UsageError, match="not UTF-8"):
        load_settings(directory=tmp_path, environ={})


def test_bad_variable_is_named_as_the_user_wrote_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^AUTOQA_BEAM: beam = 'many'"):
        load_settings(directory=tmp_path, environ={"AUTOQA_BEAM": "many"})


def test_misspelt_variable_is_refused_but_foreign_ones_are_not(tmp_path: Path) -> None:
    assert load_settings(directory=tmp_path, environ={"AUTOQA_IMAGE_TAG": "7", "BEAM": "x"}) == Settings()
    with pytest.raises(UsageError, match="Did you mean models_dir"):
        load_settings(directory=tmp_path, environ={"AUTOQA_MODEL_DIR": "/x"})


def test_bad_flag_is_named_as_a_flag(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^--compute-type: "):
        load_settings({"compute_type": "int3"}, directory=tmp_path, environ={})


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().beam = 1  # type: ignore[misc]


def test_a_zone_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert str(load_settings(directory=tmp_path, environ={}).zone) == "Asia/Shanghai"
    with pytest.raises(UsageError, match=r"^--timezone: .*Asia/Shanghai"):
        load_settings({"timezone": "Mars/Olympus"}, directory=tmp_path, environ={})
