"""What the records offer to training."""

import pytest

from services.support import models
from services.support.actions.documents import ingest_file
from services.support.actions.records import import_file
from services.support.models.choices import Split
from services.support.queries import training

pytestmark = pytest.mark.django_db


def test_the_vocabulary_follows_what_we_wrote_not_what_was_guessed() -> None:
    ingest_file(filename="a.md", data="---\nlanguage: zh\n---\n# 卡\n\n补卡。".encode())
    import_file(kind="examples", filename="a.jsonl", data=b'{"text": "wetin dey", "label": "a", "language": "pcm"}\n')
    assert training.languages() == ["zh"]


def test_questions_of_a_disabled_intent_are_not_taught() -> None:
    import_file(kind="examples", filename="a.csv", data=b"text,label,split\none,a,train\ntwo,b,train\n")
    models.Intent.objects.filter(name="a").update(enabled=False)
    assert [line["label"] for line in training.intent_lines(Split.TRAIN)] == ["b"]


def test_a_located_question_brings_the_passages_under_its_heading() -> None:
    ingest_file(filename="a.md", data=b"# Cards\n\n## Fee\n\nSix euros.\n\n## Time\n\nFive days.")
    row = b'{"question": "how much?", "article": "a", "heading": "Fee", "split": "train"}\n'
    import_file(kind="pairs", filename="a.jsonl", data=row)
    [(question, passages, ids)] = list(training.located_questions(Split.TRAIN))
    assert (question, len(ids)) == ("how much?", 1)
    assert "Six euros." in passages[0]
