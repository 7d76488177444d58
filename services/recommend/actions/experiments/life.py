"""Start and end."""

from django.core.validators import slug_re
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from services.recommend import models
from services.recommend.actions.experiments.splitting import forget_running
from shared.errors import InputRefused, refuse, unknown

LONGEST_KEY = 60
Way, Design = models.Experiment.Way, models.Experiment.Design


def start(
    *,
    key: str,
    control: str,
    treatment: str,
    share: float = 0.5,
    surface: str = "",
    design: str = Design.SPLIT,
) -> models.Experiment:
    """Raises `InputRefused`. One runs a surface: two at once could not be told apart. Equal sides are an A/A test."""
    _check_key(key)
    allowed = {"control": Way.values, "treatment": Way.values, "design": Design.values}
    for field, value in (("control", control), ("treatment", treatment), ("design", design)):
        if value not in allowed[field]:
            raise InputRefused([unknown(field, value, allowed[field])])
    if not 0.05 <= share <= 0.95:
        raise refuse("share", _("It leaves one side too small."), _("Use 0.05 to 0.95."))
    try:
        with transaction.atomic():
            made = models.Experiment.objects.create(
                key=key, control=control, treatment=treatment, share=share, surface=surface, design=design
            )
    except IntegrityError as error:
        raise refuse("surface", _("An experiment runs there."), _("End it first.")) from error
    forget_running()
    return made


def _check_key(key: str) -> None:
    if key and not (len(key) <= LONGEST_KEY and slug_re.match(key)):
        raise refuse(
            "key",
            _("It is not of up to %(most)s letters, digits, hyphens and underscores.") % {"most": LONGEST_KEY},
            _("Write it with these only."),
        )
    if not key or models.Experiment.objects.filter(key=key).exists():
        raise refuse("key", _("It is empty or was used before."), _("Choose another: users are split by it."))


def end(*, experiment: models.Experiment) -> bool:
    ended = models.Experiment.objects.filter(pk=experiment.pk, ended_at=None).update(ended_at=timezone.now())
    forget_running()
    return bool(ended)
