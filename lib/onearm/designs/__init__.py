"""The designs of a single-arm trial, and what they promise.

A design is a boundary on the lattice of patients and successes: `StoppingRule` is that boundary, and whatever
makes one (Thall and Simon's criterion, predictive probability, BOP2, Simon's two stages) returns it. From the
boundary alone follow the operating characteristics and the inference after stopping; `DelayedTrial` says what
it does when outcomes arrive late. `IdentifiedRegion` and `identified_set` go the other way, from a printed
boundary to the designs that give it.
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
from onearm.designs.bop2 import BOP2Design, bop2
from onearm.designs.classical import (
    SingleStageDesign,
    TwoStageDesign,
    admissible_two_stage,
    simon_two_stage,
    single_stage,
)
from onearm.designs.delayed import DelayedCharacteristics, DelayedTrial
from onearm.designs.identify import IdentifiedRegion, IdentifiedSet, identified_set, p_upper_interval
from onearm.designs.monitoring import JointCharacteristics, JointRule, cells, toxicity_rule
from onearm.designs.predictive import PredictiveProbability, prob_conclusive, stop_inconclusive
from onearm.designs.priors import BetaMixture
from onearm.designs.stopping import OperatingCharacteristics, StoppingRule, operating_characteristics
from onearm.designs.thall_simon import BetaPrior, ThallSimon
from onearm.designs.two_arm import TrialSize, TwoArmTrial, trial_size

__all__ = [
    "BOP2Design",
    "BetaMixture",
    "BetaPrior",
    "DelayedCharacteristics",
    "DelayedTrial",
    "IdentifiedRegion",
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
    "bop2",
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
