from __future__ import annotations

import subprocess
import sys

HEAVY = ("faster_whisper", "ctranslate2", "onnxruntime", "sherpa_onnx", "av", "numpy", "pydantic")


def test_help_imports_no_recogniser() -> None:
    code = f"""
import sys
from autoqa.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print(",".join(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "score" in done.stdout
    assert done.stderr.strip() == ""


def test_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autoqa", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("autoqa, version ")
