from pathlib import Path

import pytest

from modelkit.data import LabelledText
from modelkit.errors import DataError, RecipeError, TrainingInterrupted
from modelkit.models import Classifier
from modelkit.training import fit
from modelkit.training.hooks import EarlyStopping, Run
from modelkit.training.hooks.checkpoint import FILE
from tests.modelkit.training.families import FAMILIES, Family, labelled

CLASSIFY = next(family for family in FAMILIES if family.task == "classify")


def test_a_recipe_of_another_task_is_refused(backbone: Path) -> None:
    other = next(family for family in FAMILIES if family.task == "encode")
    with pytest.raises(RecipeError, match="encode"):
        fit(CLASSIFY.model(backbone), CLASSIFY.records, recipe=other.recipe())


def test_nothing_to_train_on_is_said(backbone: Path) -> None:
    with pytest.raises(DataError, match="nothing to train on"):
        fit(CLASSIFY.model(backbone), [], recipe=CLASSIFY.recipe())


@pytest.mark.parametrize("start", ["frozen", "random"])
def test_one_example_of_a_class_and_a_class_absent_from_validation_train(backbone: Path, start: str) -> None:
    records = [*labelled(), LabelledText("exchange rate", {"label": "rate"})]
    validation = [LabelledText("card stolen", {"label": "card"})]
    model = Classifier.from_backbone(
        backbone, heads={"label": ["balance", "card", "fee", "never seen", "rate"]}, device="cpu"
    )
    fit(model, records, validation=validation, recipe=CLASSIFY.recipe(head_start=start))
    answers = model.predict(["card stolen please help 3", "exchange rate"])
    assert answers[0]["label"].label == "card"
    assert all(answer["label"].label != "never seen" for answer in answers)


def test_a_label_that_training_never_saw_is_named(backbone: Path) -> None:
    with pytest.raises(DataError, match="mortgage"):
        fit(
            CLASSIFY.model(backbone),
            CLASSIFY.records,
            validation=[LabelledText("a house", {"label": "mortgage"})],
            recipe=CLASSIFY.recipe(),
        )


def test_the_name_of_a_label_can_teach_it(backbone: Path) -> None:
    """A label without any example is known by its name alone, where the recipe asks for that."""
    heads = {"label": ["balance", "card", "fee", "mortgage_rate"]}
    found = {}
    for label_names in (False, True):
        model = Classifier.from_backbone(backbone, heads=heads, device="cpu")
        fit(model, labelled(), validation=[], recipe=CLASSIFY.recipe(head_start="frozen", label_names=label_names))
        found[label_names] = model.predict(["mortgage rate"])[0]["label"].label
    assert found[True] == "mortgage_rate"
    assert found[False] != "mortgage_rate"


def test_a_text_without_a_label_for_a_head_teaches_that_head_nothing(backbone: Path) -> None:
    records = [LabelledText(r.text, {**r.labels, "tone": "calm"}) for r in labelled(2) if isinstance(r, LabelledText)]
    records += [LabelledText(f"bad {n}", {"tone": "angry"}) for n in range(6)]
    heads = {"label": ["balance", "card", "fee"], "tone": ["angry", "calm"]}
    model = Classifier.from_backbone(backbone, heads=heads, device="cpu")
    fit(model, records, validation=[], recipe=CLASSIFY.recipe(head_start="frozen", epochs=6))
    answers = model.predict(["bad 9", "show my balance 1"])
    assert [answer["tone"].label for answer in answers] == ["angry", "calm"]
    assert answers[1]["label"].label == "balance"


def test_the_model_reads_no_more_than_it_was_trained_to(backbone: Path, tmp_path: Path) -> None:
    model = CLASSIFY.model(backbone)
    fit(model, CLASSIFY.records, recipe=CLASSIFY.recipe(max_length=16, epochs=1))
    model.save_pretrained(tmp_path / "model")
    assert model.tokeniser.max_length == 16
    assert Classifier.from_pretrained(tmp_path / "model", device="cpu").tokeniser.max_length == 16


def test_a_checkpoint_of_other_data_is_ignored(backbone: Path, tmp_path: Path) -> None:
    def run(records: list[LabelledText], *, stop: bool) -> int:
        def pull_the_plug(_event: object) -> None:
            if stop:
                raise TrainingInterrupted

        return fit(
            CLASSIFY.model(backbone),
            records,
            validation=[],
            recipe=CLASSIFY.recipe(checkpoint_steps=2),
            progress=pull_the_plug,
            checkpoints=tmp_path,
        ).resumed_at

    records = [r for r in labelled() if isinstance(r, LabelledText)]
    with pytest.raises(TrainingInterrupted):
        run(records, stop=True)
    assert (tmp_path / FILE).is_file()
    assert run(records[:-1], stop=False) == 0


def test_early_stopping_waits_for_its_patience() -> None:
    hook, run = EarlyStopping(patience=2), Run(steps=100)
    for figure, stops in ((0.5, False), (0.7, False), (0.7, False), (0.6, True)):
        run.history.append(figure)
        hook.validated(run, improved=False)
        assert run.stop == stops


def test_the_weights_that_validated_best_are_kept(family: Family, backbone: Path) -> None:
    objective_report = fit(
        family.model(backbone),
        family.records,
        validation=family.records[:10],
        recipe=family.recipe(learning_rate=1.0, head_learning_rate=1.0, epochs=3),
    )
    assert objective_report.best == max(objective_report.history)
