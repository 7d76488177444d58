"""From training to roll-back, all by the command line, on a tiny real model."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from modelkit.__main__ import main

TEXTS = {
    "card_lost": ["i lost my card", "my card is lost", "card stolen help", "please block my card", "lost card"],
    "transfer_fee": ["what is the transfer fee", "fee to transfer money", "charge for transfer", "transfer fee"],
    "open_account": ["how to open account", "open the account", "i open account please", "open a bank account"],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELKIT_REGISTRY", str(tmp_path / "models"))
    rows = [
        {"text": f"{text} {end}", "label": label}
        for label in TEXTS
        for text in TEXTS[label]
        for end in ("", "now", "?")
    ]
    strangers = [{"text": text, "label": "__oos__"} for text in ("good good good", "price stock bad")]
    lines = "".join(json.dumps(row) + "\n" for row in [*rows, *strangers])
    for split in ("train", "validation"):
        (tmp_path / f"{split}.jsonl").write_text(lines)
    return tmp_path


def _run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    assert code == 0, said.err
    return said.out


def _train(capsys: pytest.CaptureFixture[str], folder: Path, backbone: Path, *, epochs: int) -> None:
    data: list[str | Path] = ["--train", folder / "train.jsonl", "--validation", folder / "validation.jsonl"]
    keys = [
        f"backbone={backbone}",
        f"epochs={epochs}",
        "batch_size=8",
        "device=cpu",
        "head_start=random",
        "freeze=none",
        "learning_rate=1e-3",
    ]
    overrides = [part for key in keys for part in ("--set", key)]
    _run(capsys, "train", "intent", *data, *overrides, "--name", "intent", "--progress", folder / "events.jsonl")


def _json(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_run(capsys, *arguments))
    return found


def test_one_seed_gives_one_model_whatever_the_process_drew_before(
    folder: Path, tiny_backbone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for drawn in (1, 2):
        torch.manual_seed(drawn)
        _train(capsys, folder, tiny_backbone, epochs=1)
    first, second = (load_file(folder / "models" / "intent" / number / "heads.safetensors") for number in ("1", "2"))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_train_publish_evaluate_predict_promote_and_roll_back(
    folder: Path, tiny_backbone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _train(capsys, folder, tiny_backbone, epochs=8)
    report = _json(capsys, "evaluate", "intent", "--data", folder / "validation.jsonl", "--json")
    card = _json(capsys, "models", "show", "intent")
    assert report["metrics"]["accuracy"] == card["metrics"]["accuracy"]
    assert report["metrics"]["accuracy"]["value"] > 0.8
    assert card["labels"] == {"label": sorted(TEXTS)}
    assert card["thresholds"]["label"]["kind"] in {"max_probability", "max_logit", "knn", "combination"}

    (folder / "in.jsonl").write_text('{"text": "my card is lost"}\n')
    _run(capsys, "predict", "intent", "--input", folder / "in.jsonl", "--output", folder / "out.jsonl")
    row = json.loads((folder / "out.jsonl").read_text())
    assert (row["label"], row["accepted"]) == ("card_lost", True)

    # A version hardly trained at all: published, but the gate keeps it from going live.
    _train(capsys, folder, tiny_backbone, epochs=1)
    listed = _json(capsys, "models", "list", "--json")["models"]
    assert [(each["name"], each["version"], each["live"]) for each in listed] == [
        ("intent", 1, True),
        ("intent", 2, False),
    ]
    assert main(["models", "promote", "intent", "2"]) == 2
    assert "Its accuracy is" in capsys.readouterr().err

    _run(capsys, "models", "promote", "intent", "2", "--force")
    assert "* intent@2" in _run(capsys, "models", "list")
    assert _json(capsys, "models", "rollback", "intent", "--json")["version"] == 1
    assert "* intent@1" in _run(capsys, "models", "list", "intent")


@pytest.mark.parametrize(
    "arguments",
    [["show", "nobody"], ["show", "intent@x"], ["promote", "nobody", "1"], ["rollback", "nobody"]],
    ids=" ".join,
)
def test_what_is_not_there_is_bad_input(folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(["models", *arguments]) == 2
    assert "error: " in capsys.readouterr().err


def test_an_empty_registry_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No models are published here." in _run(capsys, "models", "list")
