"""Numbers that a state gives to a person: China, United States, United Kingdom, Germany, France, Spain."""

import re

from stdnum.cn import ric
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.us import ssn

from shared.privacy.patterns.candidates import replace_if

_CHINA = re.compile(r"(?<!\w)\d{17}[\dXx](?!\w)|(?<=[\u3400-\u9fff])\d{17}[\dXx]")
_UNITED_STATES = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
_UNITED_KINGDOM = re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")
_FRANCE = re.compile(r"(?<!\w)[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}(?!\w)")
_SPAIN = re.compile(r"\b[\dXYZ]\d{7}-?[A-Z]\b")


def replace(text: str, mark: str) -> str:
    text = replace_if(_CHINA, text, mark, ric.is_valid)
    text = replace_if(_UNITED_STATES, text, mark, ssn.is_valid)
    text = replace_if(_FRANCE, text, mark, nir.is_valid)
    text = replace_if(_SPAIN, text, mark, lambda number: bool(dni.is_valid(number) or nie.is_valid(number)))
    return _UNITED_KINGDOM.sub(mark, text)
