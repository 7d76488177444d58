"""Full ranking, what lists are like, figures with their intervals, and a look for leaks."""

from modelkit.recommendation.truth.comparing import Figures, compare, lead
from modelkit.recommendation.truth.leaks import Leak, find_leaks
from modelkit.recommendation.truth.lists import Stock, distances, popularity, traits
from modelkit.recommendation.truth.measuring import Answers, measure, pooled
from modelkit.recommendation.truth.ranking import best

__all__ = [
    "Answers",
    "Figures",
    "Leak",
    "Stock",
    "best",
    "compare",
    "distances",
    "find_leaks",
    "lead",
    "measure",
    "pooled",
    "popularity",
    "traits",
]
