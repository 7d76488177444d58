"""Items nobody touched are found by their texts, and the others lose nothing."""

from dataclasses import replace

import numpy as np

from modelkit.recommendation.recommenders import Ials, Popularity, TextIals
from modelkit.recommendation.splits import hold_out_items
from modelkit.recommendation.truth import measure

from ..readers import town


def test_new_items_find_their_readers() -> None:
    split, new = hold_out_items(town(), share=0.25, seed=1)
    found = {
        make.name: measure(make.fit(split.train).scores, split.questions, among=new).metrics["ndcg@10"].mean()
        for make in (TextIals(dimension=8), Popularity())
    }
    assert found["text-ials"] > found["popularity"] + 0.2


def test_tags_find_readers_where_texts_say_nothing() -> None:
    data = town()
    silent = replace(data.catalogue, vectors=np.zeros_like(data.catalogue.vectors))
    tagged = replace(silent, tags=[text.split()[1:2] for text in data.catalogue.texts])
    found = []
    for catalogue in (silent, tagged):
        split, new = hold_out_items(data.seen_by(catalogue), share=0.25, seed=1)
        scorer = TextIals(dimension=8).fit(split.train).scores
        found.append(measure(scorer, split.questions, among=new).metrics["ndcg@10"].mean())
    assert found[1] > found[0] + 0.2


def test_touched_items_keep_their_factors() -> None:
    split, new = hold_out_items(town(), share=0.25, seed=1)
    with_texts, plain = TextIals(dimension=8).fit(split.train), Ials(dimension=8).fit(split.train)
    np.testing.assert_array_equal(with_texts.state["factors"][~new], plain.state["factors"][~new])
    assert (np.abs(with_texts.state["factors"][new]).sum(axis=1) > 0).all()
