"""What the operator lets the assistant do by itself, and where each limit applies."""

from debt.policy.limits import (
    AffordabilityLimits,
    CardPolicy,
    FeeLimits,
    HoldLimits,
    Limits,
    PaymentLimits,
    PlanLimits,
    PromiseLimits,
    SettlementLimits,
    Tone,
)
from debt.policy.resolution import DEFAULT_POLICY, Case, Change, Policy, Rule

__all__ = [
    "DEFAULT_POLICY",
    "AffordabilityLimits",
    "CardPolicy",
    "Case",
    "Change",
    "FeeLimits",
    "HoldLimits",
    "Limits",
    "PaymentLimits",
    "PlanLimits",
    "Policy",
    "PromiseLimits",
    "Rule",
    "SettlementLimits",
    "Tone",
]
