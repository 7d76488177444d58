"""Start and end."""

from django.core.validators import slug_re
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from services.recommend import models
from services.recommend.actions.experiments.sides import begin, choices
from services.recommend.actions.experiments.splitting import forget_running
from shared.errors import InputRefused, refuse, unknown

LONGEST_KEY, LONGEST_SURFACE = 60, 60
LONGEST_HORIZON = models.Experiment.LONGEST_HORIZON_HOURS
Design, Outcome = models.Experiment.Design, models.Experiment.Outcome


def start(
    *,
    key: str,
    control: str,
    treatment: str,
    share: float = 0.5,
    surface: str = "",
    design: str = Design.SPLIT,
    horizon_hours: int = 24,
    outcome: str = Outcome.CLICK,
) -> models.Experiment:
    """Raises `InputRefused`. One runs a surface: two at once could not be told apart. Equal sides are an A/A test.

    A side is a way of ranking or a kept version, as in `ranker@3`; until the end it is what it is now.
    """
    _check_key(key)
    sides = {"control": control, "treatment": treatment}
    known = choices()
    for field, value, allowed in [
        *((field, value, known) for field, value in sides.items()),
        ("design", design, Design.values),
        ("outcome", outcome, Outcome.values),
    ]:
        if value not in allowed:
            raise InputRefused([unknown(field, value, allowed)])
    _check_numbers(share, horizon_hours)
    if len(surface) > LONGEST_SURFACE or "\x00" in surface:
        raise refuse("surface", _("It is not a name of at most 60 characters."), _("Use a shorter one."))
    try:
        with transaction.atomic():
            made = models.Experiment.objects.create(
                key=key,
                share=share,
                surface=surface,
                design=design,
                horizon_hours=horizon_hours,
                outcome=outcome,
                **begin(control=control, treatment=treatment),
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


def _check_numbers(share: float, horizon_hours: int) -> None:
    if not 0.05 <= share <= 0.95:
        raise refuse("share", _("It leaves one side too small."), _("Use 0.05 to 0.95."))
    if not 1 <= horizon_hours <= LONGEST_HORIZON:
        raise refuse(
            "horizon_hours",
            _("It is not from 1 to %(most)s.") % {"most": LONGEST_HORIZON},
            _("Use as many hours as people take, most of them a day or a few."),
        )


def end(*, experiment: models.Experiment) -> bool:
    ended = models.Experiment.objects.filter(pk=experiment.pk, ended_at=None).update(ended_at=timezone.now())
    forget_running()
    return bool(ended)
