import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from modelkit.__main__ import main
from modelkit.data import LabelledText, ScoredPair, TextPair
from modelkit.models import Classifier, load
from modelkit.registry import Card, Registry
from modelkit.training.hooks.checkpoint import FILE
from tests.modelkit.training.families import ASKED, labelled, pairs, scored


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def rows_of(record: Any) -> dict[str, Any]:
    if isinstance(record, LabelledText):
        return {"text": record.text, **record.labels}
    if isinstance(record, TextPair):
        return {"query": record.query, "positive": record.positive}
    assert isinstance(record, ScoredPair)
    return {"query": record.query, "passage": record.passage, "score": record.score}


RECORDS = {"intent": labelled(), "encoder": pairs(), "pair_scorer": scored(3)}


@pytest.fixture
def quick(tiny_backbone: Path) -> list[str]:
    changes = {"backbone": tiny_backbone, "freeze": "lower:1", "layers": 2, "epochs": 1, "device": "cpu"}
    return [word for key, value in changes.items() for word in ("--set", f"{key}={value}")]


@pytest.fixture
def intents(tmp_path: Path) -> Path:
    return write(tmp_path / "intents.jsonl", [rows_of(record) for record in RECORDS["intent"]])


@pytest.mark.parametrize("recipe", [*RECORDS, *(f"{name}_fast" for name in RECORDS)])
def test_each_recipe_makes_a_model_with_its_card(
    recipe: str, quick: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write(tmp_path / "train.jsonl", [rows_of(r) for r in RECORDS[recipe.removesuffix("_fast")]])
    assert main(["train", recipe, "--train", str(data), "--output", str(tmp_path / "model"), *quick]) == 0
    card = Card.read(tmp_path / "model")
    assert card.task == load(tmp_path / "model").task
    assert card.data["rows"] + card.data["validation_rows"] == len(RECORDS[recipe.removesuffix("_fast")])
    assert card.metrics
    assert all(figure["low"] <= figure["value"] <= figure["high"] for figure in card.metrics.values())
    assert next(iter(card.metrics)) in capsys.readouterr().out
    assert not (tmp_path / "model" / FILE).exists()


def test_a_classifier_carries_its_gate(quick: list[str], intents: Path, tmp_path: Path) -> None:
    assert main(["train", "intent", "--train", str(intents), "--output", str(tmp_path / "model"), *quick]) == 0
    model = Classifier.from_pretrained(tmp_path / "model")
    threshold = Card.read(tmp_path / "model").thresholds["label"]
    assert model.gates["label"].threshold == threshold.threshold
    assert model.predict(["my card is lost"])[0]["label"].label in ASKED


def test_texts_outside_every_label_train_no_label(quick: list[str], tmp_path: Path) -> None:
    rows = [rows_of(record) for record in RECORDS["intent"]]
    rows += [{"text": f"what is a good stock {n}", "label": None} for n in range(30)]
    data = write(tmp_path / "train.jsonl", rows)
    assert main(["train", "intent", "--train", str(data), "--output", str(tmp_path / "model"), *quick]) == 0
    assert Card.read(tmp_path / "model").labels == {"label": sorted(ASKED)}


def test_progress_goes_to_standard_output_as_json_lines(
    quick: list[str], intents: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "intent", "--train", str(intents), "--output", str(tmp_path / "m"), "--progress", "-", *quick]
    assert main(words) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["name"] for event in events if event["event"] == "stage"] == [
        "prepare",
        "train",
        "calibrate",
        "evaluate",
        "save",
    ]
    assert events[-1]["event"] == "done"
    assert events[-1]["metrics"] == Card.read(tmp_path / "m").metrics


def test_a_name_publishes_and_the_first_version_goes_live(quick: list[str], intents: Path, tmp_path: Path) -> None:
    words = ["train", "intent", "--train", str(intents), "--name", "asked", "--registry", str(tmp_path / "models")]
    assert main([*words, *quick]) == 0
    assert Registry(tmp_path / "models").current("asked") == 1


def test_a_model_made_from_one_of_ours_names_where_that_one_began(
    quick: list[str], intents: Path, tmp_path: Path, tiny_backbone: Path
) -> None:
    """An encoder, then a classifier on it: its card names the backbone, not a folder that may be gone."""
    encoder = tmp_path / "encoder"
    answers = write(tmp_path / "pairs.jsonl", [rows_of(record) for record in RECORDS["encoder"]])
    assert main(["train", "encoder", "--train", str(answers), "--output", str(encoder), *quick]) == 0
    words = ["train", "intent_fast", "--train", str(intents), "--output", str(tmp_path / "model"), *quick]
    assert main([*words, "--set", f"backbone={encoder}", "--set", "languages="]) == 0
    assert Card.read(tmp_path / "model").backbone == str(tiny_backbone)


def test_validation_records_may_come_from_a_file(quick: list[str], intents: Path, tmp_path: Path) -> None:
    held_out = write(tmp_path / "validation.jsonl", [{"text": "card stolen now", "label": "card"}] * 4)
    words = ["train", "intent", "--train", str(intents), "--validation", str(held_out)]
    assert main([*words, "--output", str(tmp_path / "model"), *quick]) == 0
    assert Card.read(tmp_path / "model").data["validation_rows"] == 4


@pytest.mark.parametrize(
    ("recipe", "rows", "more", "said"),
    [
        ("intent", [{"text": "a"}], [], ["row 1", "label"]),
        ("intent", [{"text": "a", "label": "x"}, {"text": "", "label": "x"}], [], ["row 2", "text"]),
        ("intent", [{"text": "a", "label": "x"}] * 9, [], ["Only one label, 'x'"]),
        ("intent", [{"text": "a", "label": None}] * 9, [], ["label"]),
        ("encoder", [{"query": "a"}], [], ["row 1", "positive"]),
        ("pair_scorer", [{"query": "a", "passage": "b", "score": 1}] * 9, [], ["unequal score", "pointwise"]),
        ("intend", [{"text": "a", "label": "x"}], [], ["intend", "Did you mean 'intent'"]),
        ("intent", [{"text": "a", "label": "x"}], ["--set", "epoch=1"], ["'epoch'", "Did you mean 'epochs'"]),
        ("intent", [{"text": "a", "label": "x"}], ["--set", "freeze=lower:99"], []),
    ],
)
def test_bad_input_is_one_line_with_the_remedy(
    recipe: str,
    rows: list[dict[str, Any]],
    more: list[str],
    said: list[str],
    quick: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = write(tmp_path / "train.jsonl", rows)
    assert main(["train", recipe, "--train", str(data), "--output", str(tmp_path / "m"), *quick, *more]) == 2
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert error.startswith("error: ")
    assert all(word in error for word in said)
    assert not (tmp_path / "m").exists()


def test_nowhere_to_put_the_model_is_said_before_training(intents: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "intent", "--train", str(intents)]) == 2
    assert "--output" in capsys.readouterr().err


def test_a_failed_run_leaves_the_older_model_alone(
    quick: list[str], intents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["train", "intent", "--train", str(intents), "--output", str(tmp_path / "model"), *quick]
    assert main(words) == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "model").iterdir() if path.is_file()}

    def full_disk(*_args: Any, **_options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("modelkit.models.classifier.save_file", full_disk)
    assert main([*words, "--set", "seed=9"]) == 1
    assert {path.name: path.read_bytes() for path in (tmp_path / "model").iterdir() if path.is_file()} == before


def test_ctrl_c_keeps_a_checkpoint_and_the_same_command_goes_on(
    quick: list[str], intents: Path, tmp_path: Path
) -> None:
    words = ["train", "intent", "--train", str(intents), "--output", str(tmp_path / "model"), "--progress", "-"]
    # Enough steps that the signal finds it at work on any machine.
    words += [*quick, "--set", "epochs=100", "--set", "patience=1000", "--set", "batch_size=8"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "modelkit", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "progress":
                process.send_signal(signal.SIGINT)
                break
        process.stdout.read()
        error = process.stderr.read()
    assert process.returncode == 130
    assert "Run the same command again" in error
    assert (tmp_path / "model" / FILE).is_file()
    assert not (tmp_path / "model" / "card.json").exists()
    assert main(words) == 0
    assert Card.read(tmp_path / "model").data["resumed_at"] > 0
