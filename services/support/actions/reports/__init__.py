"""Reports: what a period came to, beside the period before it; what another limit would have cost; and who is told."""

from services.support.actions.reports.figures import Figures, Share, Times, figures
from services.support.actions.reports.planning import PlanRefused, delete_plan, save_costs, save_plan, send_due
from services.support.actions.reports.supposing import Supposed, suppose
from services.support.actions.reports.telling import Told, told

__all__ = [
    "Figures",
    "PlanRefused",
    "Share",
    "Supposed",
    "Times",
    "Told",
    "delete_plan",
    "figures",
    "save_costs",
    "save_plan",
    "send_due",
    "suppose",
    "told",
]
