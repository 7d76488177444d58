from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from modelkit.data import LabelledText, ScoredPair
from modelkit.training import split

LABELLED = st.lists(
    st.builds(LabelledText, text=st.text(max_size=3), labels=st.fixed_dictionaries({"label": st.sampled_from("abc")})),
    max_size=60,
)


@given(records=LABELLED, share=st.floats(0.05, 0.5), seed=st.integers(0, 9))
def test_no_row_is_lost_or_doubled_and_no_text_is_on_both_sides(
    records: list[LabelledText], share: float, seed: int
) -> None:
    train, held_out = split(records, share=share, limit=1_000, seed=seed)
    assert Counter(map(repr, [*train, *held_out])) == Counter(map(repr, records))
    assert not {record.text for record in train} & {record.text for record in held_out}


def test_every_label_keeps_two_examples_for_training() -> None:
    records = [
        LabelledText(f"{label} {n}", {"label": label})
        for label, count in (("a", 1), ("b", 2), ("c", 3), ("d", 40))
        for n in range(count)
    ]
    train, held_out = split(records, share=0.5, limit=1_000, seed=0)
    assert Counter(record.labels["label"] for record in train)["a"] == 1
    assert Counter(record.labels["label"] for record in train)["b"] == 2
    assert Counter(record.labels["label"] for record in held_out) == {"c": 1, "d": 20}


def test_labels_share_validation_in_proportion() -> None:
    records = [
        LabelledText(f"{label} {n}", {"label": label}) for label in "ab" for n in range(300 if label == "a" else 100)
    ]
    _, held_out = split(records, share=0.1, limit=1_000, seed=3)
    assert Counter(record.labels["label"] for record in held_out) == {"a": 30, "b": 10}


def test_the_limit_bounds_validation() -> None:
    records = [LabelledText(str(n), {"label": str(n % 2)}) for n in range(500)]
    assert len(split(records, share=0.5, limit=20, seed=0)[1]) == 20


def test_passages_of_one_query_stay_together() -> None:
    records = [ScoredPair(str(n // 3), str(n), float(n % 3 == 0)) for n in range(90)]
    train, held_out = split(records, share=0.2, limit=1_000, seed=0)
    assert held_out
    assert not {record.query for record in train} & {record.query for record in held_out}


def test_entities_of_one_text_stay_together_and_each_tone_keeps_half() -> None:
    # Every third text is good for one company and bad for another.
    tones = [
        (f"text {n}", entity, tone)
        for n in range(60)
        for entity, tone in (("A", "good"), ("B", "bad"))[: 1 + (n % 3 == 0)]
    ]
    records = [LabelledText(text, {"label": tone}, entity=entity) for text, entity, tone in tones]
    train, held_out = split(records, share=0.5, limit=1_000, seed=0)
    assert {record.entity for record in held_out} == {"A", "B"}
    assert not {record.text for record in train} & {record.text for record in held_out}
    assert Counter(record.labels["label"] for record in held_out)["bad"] <= 10


def test_the_same_seed_splits_alike() -> None:
    records = [LabelledText(str(n), {"label": str(n % 2)}) for n in range(50)]
    assert split(records, share=0.2, limit=99, seed=1) == split(records, share=0.2, limit=99, seed=1)
    assert split(records, share=0.2, limit=99, seed=1) != split(records, share=0.2, limit=99, seed=2)
