import json
from pathlib import Path

import pytest

from modelkit.__main__ import main
from modelkit.errors import BackboneUnavailable
from modelkit.models import backbones


def test_all_is_well_where_everything_is_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code = main(["doctor", "--registry", str(tmp_path / "models"), "--indexes", str(tmp_path / "indexes")])
    said = capsys.readouterr().out
    assert code == 0
    assert "All is well." in said
    for name in ("torch", "faiss", "hardware", "extra serve", "intfloat/multilingual-e5-small", "folder models"):
        assert name in said
    assert not (tmp_path / "models").exists()  # looking changes nothing


def test_a_folder_that_cannot_be_written_is_a_problem_with_a_remedy(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    code = main(["doctor", "--json", "--registry", str(blocked / "models"), "--indexes", str(tmp_path)])
    report = json.loads(capsys.readouterr().out)
    checks = {check["name"]: check for check in report["checks"]}
    assert code == 1
    assert report["ok"] is False
    assert "writable" in checks["folder models"]["remedy"]
    assert checks["folder indexes"]["ok"] is True


def test_a_backbone_that_is_nowhere_is_a_problem(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(name: str) -> None:
        raise BackboneUnavailable(f"{name} is nowhere.", remedy="pip install it")

    monkeypatch.setattr(backbones, "find", nowhere)
    code = main(["doctor", "--registry", str(tmp_path), "--indexes", str(tmp_path)])
    assert code == 1
    assert "pip install it" in capsys.readouterr().out
