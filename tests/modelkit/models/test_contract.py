"""What holds for every model."""

import errno
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open

from modelkit.errors import ModelNotFound
from modelkit.models import Model, load
from modelkit.models.directory import MANIFEST
from tests.modelkit.answers import assert_same_answers

from .conftest import CASES, Case

TEXTS = [
    "How do I close my card?",
    "我的银行卡丢了，怎么办？",
    "fee",
    "the exchange rate is bad and i want a refund for my late transfer please",
    "card " * 40,
]
HARD = {
    "empty": "",
    "blank": " \n\t ",
    "emoji": "😀👨‍👩‍👧🇨🇳",
    "right to left": "איך לחסום את הכרטיס שלי؟ مرحبا",
    "script": "<script>alert('x')</script>",
    "control characters": "a\x00b\x1b[31m\u200b",
    "lone surrogate": "card \ud800 lost",
    "one megabyte": "my card is lost " * 65_536,
    "one word of a megabyte": "x" * 1_048_576,
    "one megabyte of Chinese": "卡" * 1_048_576,
}


def test_a_saved_model_answers_as_it_did(case: Case, model: Model, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path / "model")
    for again in (
        load(tmp_path / "model", device="cpu"),
        case.family.from_pretrained(tmp_path / "model", device="cpu"),
    ):
        assert type(again) is case.family
        assert_same_answers(case.run(again, TEXTS), case.run(model, TEXTS))


def test_the_same_texts_give_the_same_answers(case: Case, model: Model) -> None:
    assert_same_answers(case.run(model, TEXTS), case.run(model, TEXTS))


def test_a_settled_model_answers_as_it_did_and_holds_one_set_of_weights(case: Case, prefixed_backbone: Path) -> None:
    model = case.make(prefixed_backbone)
    model.plan = replace(model.plan, dtype=torch.bfloat16)
    before = case.run(model, TEXTS)
    model.settle()
    np.testing.assert_allclose(case.run(model, TEXTS), before, atol=0.01)
    assert {parameter.dtype for parameter in model.backbone.parameters()} == {torch.bfloat16}


def test_different_texts_give_different_answers(case: Case, model: Model) -> None:
    assert len(np.unique(case.run(model, TEXTS).round(6), axis=0)) == len(TEXTS)


def test_answers_do_not_depend_on_order_or_company(case: Case, model: Model) -> None:
    together = case.run(model, TEXTS)
    np.testing.assert_allclose(case.run(model, TEXTS[::-1])[::-1], together, atol=1e-5)
    alone = np.concatenate([case.run(model, [text]) for text in TEXTS])
    np.testing.assert_allclose(alone, together, atol=1e-5)


@pytest.mark.parametrize("text", HARD.values(), ids=list(HARD))
def test_hard_texts_are_answered_with_finite_numbers(case: Case, model: Model, text: str) -> None:
    answers = case.run(model, [text, TEXTS[0]])
    assert np.isfinite(answers).all()
    np.testing.assert_allclose(answers[1:], case.run(model, TEXTS[:1]), atol=1e-5)


def test_no_texts_give_no_answers(case: Case, model: Model) -> None:
    answers = case.run(model, [])
    assert answers.shape == (0, case.run(model, TEXTS).shape[1])
    assert answers.dtype == np.float32


def test_threads_share_a_model(case: Case, model: Model) -> None:
    expected = case.run(model, TEXTS)
    answers: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: answers.append(case.run(model, TEXTS[::-1]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    for answer in answers:
        np.testing.assert_allclose(answer[::-1], expected, atol=1e-5)


def test_training_mode_does_not_leak_into_answers(case: Case, model: Model) -> None:
    expected = case.run(model, TEXTS)
    model.module.train()
    assert_same_answers(case.run(model, TEXTS), expected)


def test_weights_are_kept_and_saved_in_full_precision(model: Model, tmp_path: Path) -> None:
    assert {parameter.dtype for parameter in model.module.parameters()} == {torch.float32}
    model.save_pretrained(tmp_path / "model")
    with safe_open(tmp_path / "model" / "model.safetensors", "pt") as weights:
        assert {weights.get_slice(name).get_dtype() for name in weights.keys()} == {"F32"}  # noqa: SIM118


def test_low_precision_follows_the_weights_and_stays_close(
    case: Case, prefixed_backbone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELKIT_PRECISION", "bf16")
    low = case.make(prefixed_backbone)
    assert low.plan.dtype is torch.bfloat16
    before = case.run(low, TEXTS)
    with torch.no_grad():
        for parameter in low.backbone.get_input_embeddings().parameters():
            parameter.neg_()
    after = case.run(low, TEXTS)
    assert np.abs(after - before).max() > 1e-3
    monkeypatch.setenv("MODELKIT_PRECISION", "fp32")
    full = case.make(prefixed_backbone)
    full.module.load_state_dict(low.module.state_dict())
    np.testing.assert_allclose(after, case.run(full, TEXTS), atol=0.05)


def test_a_full_disk_leaves_the_saved_model_whole(
    case: Case, model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.save_pretrained(tmp_path / "model")
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "model").iterdir()}

    def full(*_args: object, **_fields: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"modelkit.models.{case.family.__module__.rpartition('.')[2]}.write_manifest", full)
    with pytest.raises(OSError, match="No space"):
        model.save_pretrained(tmp_path / "model")
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "model").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert_same_answers(case.run(load(tmp_path / "model"), TEXTS), case.run(model, TEXTS))


def test_saving_over_a_model_keeps_what_others_put_beside_it(model: Model, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path / "model")
    (tmp_path / "model" / "card.json").write_text("{}")
    model.save_pretrained(tmp_path / "model")
    assert (tmp_path / "model" / "card.json").read_text() == "{}"


def test_a_directory_of_an_unknown_task_says_to_upgrade(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"format": 1, "task": "dream"}')
    with pytest.raises(ModelNotFound, match="Upgrade"):
        load(tmp_path)


def test_a_classifier_is_not_loaded_from_another_models_directory(prefixed_backbone: Path, tmp_path: Path) -> None:
    CASES["encoder"].make(prefixed_backbone).save_pretrained(tmp_path / "model")
    with pytest.raises(ModelNotFound, match="'encode', not 'classify'"):
        CASES["classifier"].family.from_pretrained(tmp_path / "model")


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_cuda_answers_as_the_cpu_does(case: Case, model: Model, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path / "model")
    there = case.family.from_pretrained(tmp_path / "model", device="cuda")
    np.testing.assert_allclose(case.run(there, TEXTS), case.run(model, TEXTS), atol=0.05)
