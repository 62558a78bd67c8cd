"""What the operator lets the assistant do by itself, and where each limit applies."""

from debt.policy.file import Reading, read_policy
from debt.policy.limits import (
    AffordabilityLimits,
    CardPolicy,
    Contradiction,
    FeeLimits,
    HoldLimits,
    Limits,
    PaymentLimits,
    PlanLimits,
    PromiseLimits,
    RestOfDebt,
    SettlementLimits,
    Tone,
)
from debt.policy.remarks import PolicyError, Remark
from debt.policy.resolution import DEFAULT_POLICY, Case, Change, Policy, Rule, Source

__all__ = [
    "DEFAULT_POLICY",
    "AffordabilityLimits",
    "CardPolicy",
    "Case",
    "Change",
    "Contradiction",
    "FeeLimits",
    "HoldLimits",
    "Limits",
    "PaymentLimits",
    "PlanLimits",
    "Policy",
    "PolicyError",
    "PromiseLimits",
    "Reading",
    "Remark",
    "RestOfDebt",
    "Rule",
    "SettlementLimits",
    "Source",
    "Tone",
    "read_policy",
]
