"""The designs of a single-arm trial, and what they promise.

A design is a boundary on the lattice of patients and successes: `StoppingRule` is that boundary, and whatever
makes one (Thall and Simon's criterion, predictive probability, Simon's two stages) returns it. From the
boundary alone follow the operating characteristics and the inference after stopping. `identified_set` goes
the other way, from a printed boundary to the designs that give it.
"""

from onearm.designs.after_stopping import (
    Inference,
    Noncoverage,
    bias,
    coverage,
    infer,
    noncoverage,
    root_mean_square_error,
    stage_wise_order,
    umvue,
)
from onearm.designs.classical import (
    SingleStageDesign,
    TwoStageDesign,
    admissible_two_stage,
    simon_two_stage,
    single_stage,
)
from onearm.designs.identify import IdentifiedSet, identified_set, p_upper_interval
from onearm.designs.monitoring import JointCharacteristics, JointRule, cells, toxicity_rule
from onearm.designs.predictive import PredictiveProbability, prob_conclusive, stop_inconclusive
from onearm.designs.priors import BetaMixture
from onearm.designs.stopping import OperatingCharacteristics, StoppingRule, operating_characteristics
from onearm.designs.thall_simon import BetaPrior, ThallSimon
from onearm.designs.two_arm import TrialSize, TwoArmTrial, trial_size

__all__ = [
    "BetaMixture",
    "BetaPrior",
    "IdentifiedSet",
    "Inference",
    "JointCharacteristics",
    "JointRule",
    "Noncoverage",
    "OperatingCharacteristics",
    "PredictiveProbability",
    "SingleStageDesign",
    "StoppingRule",
    "ThallSimon",
    "TrialSize",
    "TwoArmTrial",
    "TwoStageDesign",
    "admissible_two_stage",
    "bias",
    "cells",
    "coverage",
    "identified_set",
    "infer",
    "noncoverage",
    "operating_characteristics",
    "p_upper_interval",
    "prob_conclusive",
    "root_mean_square_error",
    "simon_two_stage",
    "single_stage",
    "stage_wise_order",
    "stop_inconclusive",
    "toxicity_rule",
    "trial_size",
    "umvue",
]
