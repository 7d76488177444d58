from hypothesis import given
from hypothesis import strategies as st

from modelkit.data.batching import bucketed_batches, sorted_batches

LENGTHS = st.lists(st.integers(1, 300), max_size=80)


def padded(batch: list[int], lengths: list[int]) -> int:
    return len(batch) * max(lengths[position] for position in batch)


@given(LENGTHS, st.integers(1, 600))
def test_every_text_is_in_one_batch_within_the_budget(lengths: list[int], budget: int) -> None:
    for batches in (sorted_batches(lengths, budget), bucketed_batches(lengths, budget, seed=1, epoch=0)):
        assert sorted(position for batch in batches for position in batch) == list(range(len(lengths)))
        assert all(len(batch) == 1 or padded(batch, lengths) <= budget for batch in batches)


@given(LENGTHS)
def test_no_batch_holds_more_texts_than_allowed(lengths: list[int]) -> None:
    assert all(len(batch) <= 4 for batch in bucketed_batches(lengths, 10_000, seed=1, epoch=0, max_items=4))


def test_the_same_seed_and_epoch_give_the_same_batches_and_other_epochs_others() -> None:
    lengths = [5 + number % 40 for number in range(400)]
    first = bucketed_batches(lengths, 512, seed=3, epoch=0)
    assert first == bucketed_batches(lengths, 512, seed=3, epoch=0)
    assert first != bucketed_batches(lengths, 512, seed=3, epoch=1)


def test_padding_stays_small() -> None:
    lengths = [5 + (number * 37) % 60 for number in range(1_000)]
    batches = bucketed_batches(lengths, 1_024, seed=0, epoch=0)
    assert sum(padded(batch, lengths) for batch in batches) < 1.1 * sum(lengths)
