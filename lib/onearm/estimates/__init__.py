"""What a trial's outcomes show: proportions, times, records and adverse events.

Intervals for one proportion or rate, the Kaplan-Meier estimate with every interval by its name, endpoints
derived from daily records under stated rules, analysis data sets made from dated source records with their
specifications, and tables of adverse events. Whatever is computed here takes
the outcomes as they are; how the trial came to stop is the matter of `onearm.designs`.
"""

from onearm._interval import Interval
from onearm.estimates.adverse_events import (
    patient_bounds,
    patients_with_any,
    patients_with_both,
    patients_with_marked,
    sharing_patterns,
    tabulate,
)
from onearm.estimates.analysis_data import adae, addaily, adsl, adtte, example_sources
from onearm.estimates.endpoints import (
    daily,
    days_with,
    secondary_endpoints,
    status_at,
    steroid_course,
    subject_level,
    time_to_event,
)
from onearm.estimates.intervals import (
    clopper_pearson,
    garwood,
    highest_density,
    jeffreys,
    lower_limit,
    patients_to_exclude,
    rule_of_three,
    upper_limit,
    wilson,
)
from onearm.estimates.specifications import (
    Specification,
    Variable,
    from_dataset_json,
    to_dataset_json,
)
from onearm.estimates.study_days import days_elapsed, study_day
from onearm.estimates.survival import KaplanMeier, Quantile, RestrictedMean, Survival, follow_up, kaplan_meier

__all__ = [
    "Interval",
    "KaplanMeier",
    "Quantile",
    "RestrictedMean",
    "Specification",
    "Survival",
    "Variable",
    "adae",
    "addaily",
    "adsl",
    "adtte",
    "clopper_pearson",
    "daily",
    "days_elapsed",
    "days_with",
    "example_sources",
    "follow_up",
    "from_dataset_json",
    "garwood",
    "highest_density",
    "jeffreys",
    "kaplan_meier",
    "lower_limit",
    "patient_bounds",
    "patients_to_exclude",
    "patients_with_any",
    "patients_with_both",
    "patients_with_marked",
    "rule_of_three",
    "secondary_endpoints",
    "sharing_patterns",
    "status_at",
    "steroid_course",
    "study_day",
    "subject_level",
    "tabulate",
    "time_to_event",
    "to_dataset_json",
    "upper_limit",
    "wilson",
]
