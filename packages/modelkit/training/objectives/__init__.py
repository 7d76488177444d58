"""What models are trained towards: one file an objective."""

from typing import Any

from modelkit.training.objectives.base import Objective
from modelkit.training.objectives.contrastive import Contrastive
from modelkit.training.objectives.cross_entropy import CrossEntropy
from modelkit.training.objectives.multiple_negatives import MultipleNegatives
from modelkit.training.objectives.pairwise import Pairwise
from modelkit.training.objectives.pointwise import Pointwise

# The name of each is what a recipe calls it.
OBJECTIVES: dict[str, type[Objective[Any, Any]]] = {
    kind.name: kind for kind in (CrossEntropy, Contrastive, MultipleNegatives, Pairwise, Pointwise)
}

__all__ = ["OBJECTIVES", "Contrastive", "CrossEntropy", "MultipleNegatives", "Objective", "Pairwise", "Pointwise"]
