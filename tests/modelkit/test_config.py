from pathlib import Path

import pytest

from modelkit.config import OBJECTIVES, load_recipe, shipped_recipes
from modelkit.errors import RecipeError

FAMILIES = ("intent", "encoder", "pair_scorer", "sentiment", "topic")


@pytest.mark.parametrize("name", shipped_recipes())
def test_every_shipped_recipe_loads(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.objective in OBJECTIVES[recipe.task]


def test_the_promised_recipes_are_shipped() -> None:
    assert {*FAMILIES, *(f"{name}_fast" for name in FAMILIES)} <= set(shipped_recipes())


def test_overrides_are_read_as_the_keys_type() -> None:
    recipe = load_recipe("intent", ["epochs=2", "languages=en, zh", "learning_rate=1e-5", "freeze=lower:3"])
    assert (recipe.epochs, recipe.languages, recipe.learning_rate, recipe.freeze) == (2, ("en", "zh"), 1e-5, "lower:3")


@pytest.mark.parametrize(
    ("name", "overrides", "said"),
    [
        ("intents", [], r"'intents'.*Did you mean 'intent'"),
        ("nothing-like-it", [], "Known: .*encoder"),
        ("missing.toml", [], "no recipe file missing.toml"),
        ("intent", ["learning_rat=1"], "'learning_rat'.*Did you mean 'learning_rate'"),
        ("intent", ["epochs"], "not KEY=VALUE"),
        ("intent", ["epochs=many"], "'epochs'.*number"),
        ("intent", ["epochs=-1"], "'epochs'.*greater than 0"),
        ("intent", ["freeze=top:3"], "'freeze'"),
        ("intent", ["objective=pairwise"], "'pairwise' does not fit task 'classify'; use cross_entropy"),
    ],
)
def test_what_does_not_fit_is_named_with_the_remedy(name: str, overrides: list[str], said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        load_recipe(name, overrides)


def test_a_file_is_read_like_a_shipped_recipe(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('task = "encode"\nobjective = "multiple_negatives"\nepochs = 7\n', encoding="utf-8")
    assert load_recipe(path).epochs == 7


@pytest.mark.parametrize("content", [b"task = ", b"\xff\xfe"])
def test_a_file_that_is_not_toml_is_said_to_be_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(RecipeError, match="not readable TOML"):
        load_recipe(path)


def test_a_recipe_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_recipe("intent").seed = 1  # type: ignore[misc]
