"""What puts anything in force does so after the other, whichever worker it runs in."""

from services.support import models
from services.support.queries import answers


def one_at_a_time() -> None:
    """Under the policy's lock, to the end of the caller's transaction: of two, the second sees what the first did."""
    models.Policy.objects.select_for_update().get(pk=answers.policy().pk)
