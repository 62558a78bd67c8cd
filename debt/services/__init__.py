"""What can be done with debt: one service for each topic, joined in ``Debt``."""

from __future__ import annotations

from dataclasses import dataclass

from debt.clock import Clock
from debt.gateways.cards import CardProvider
from debt.gateways.notices import Notices
from debt.operator import Operator
from debt.policy import DEFAULT_POLICY, Policy
from debt.services.accounts import AccountService
from debt.services.affordability import AffordabilityService
from debt.services.agreements import AgreementService
from debt.services.autopay import AutopayService
from debt.services.bookkeeping import Bookkeeper
from debt.services.books import Books
from debt.services.charging import Charging
from debt.services.circumstances import CircumstanceService
from debt.services.contact import ContactService
from debt.services.contact_changes import ContactChangeService
from debt.services.data_copy import DataCopyService
from debt.services.delinquency import DelinquencyService
from debt.services.disclosures import DisclosureService
from debt.services.exports import ExportService
from debt.services.feedback import FeedbackService
from debt.services.handoff import HandoffService
from debt.services.holds import HoldService
from debt.services.identity import IdentityService
from debt.services.imports import ImportService
from debt.services.intake import Intake
from debt.services.interest import InterestService
from debt.services.old_debts import OldDebtService
from debt.services.operator import OperatorService
from debt.services.outlook import OutlookService
from debt.services.paid_claims import PaidClaimService
from debt.services.payments import PaymentService
from debt.services.plan_changes import PlanChangeService
from debt.services.plan_reviews import PlanReviewService
from debt.services.plans import PlanService
from debt.services.promises import PromiseService
from debt.services.provider_news import ProviderNews
from debt.services.reconciliation import ReconciliationService
from debt.services.referrals import ReferralService
from debt.services.refunds import RefundService
from debt.services.rights import RightsService
from debt.services.rights_requests import RightsRequestService
from debt.services.settlements import SettlementService
from debt.services.validations import ValidationService
from debt.services.vouchers import VoucherService
from debt.store.database import Database

__all__ = ["Debt", "open_debt"]


@dataclass(frozen=True)
class Debt:
    """The whole floor. Methods take the open transaction first; only payments and
    imports open their own, because they have to wait for the card provider in between,
    or are too long for one."""

    database: Database
    clock: Clock
    operator: OperatorService
    identity: IdentityService
    vouchers: VoucherService
    accounts: AccountService
    delinquency: DelinquencyService
    affordability: AffordabilityService
    circumstances: CircumstanceService
    interest: InterestService
    plans: PlanService
    plan_changes: PlanChangeService
    plan_reviews: PlanReviewService
    promises: PromiseService
    holds: HoldService
    referrals: ReferralService
    payments: PaymentService
    paid_claims: PaidClaimService
    autopay: AutopayService
    charging: Charging
    refunds: RefundService
    reconciliation: ReconciliationService
    settlements: SettlementService
    agreements: AgreementService
    rights: RightsService
    requests: RightsRequestService
    contact: ContactService
    contact_changes: ContactChangeService
    data_copy: DataCopyService
    feedback: FeedbackService
    old_debts: OldDebtService
    validations: ValidationService
    handoff: HandoffService
    disclosures: DisclosureService
    outlook: OutlookService
    imports: ImportService
    exports: ExportService


def open_debt(
    database: Database,
    clock: Clock,
    *,
    pepper: bytes,
    notices: Notices,
    cards: CardProvider,
    return_url: str,
    operator: Operator,
    policy: Policy = DEFAULT_POLICY,
) -> Debt:
    """Put the services together; the database must have been upgraded.

    Args:
        pepper: the secret under which one-time codes are hashed, the same in every
            process.
        return_url: where the card page leads a person back to.
    """
    books = Books(clock, policy, operator)
    requests = RightsRequestService(clock, operator)
    identity = IdentityService(clock, notices, pepper)
    accounts = AccountService(books)
    settlements = SettlementService(books)
    reviews = PlanReviewService(books)
    plans = PlanService(books, reviews)
    agreements = AgreementService(books)
    intake = Intake(books, reviews, agreements)
    autopay = AutopayService(database, books, cards, intake, return_url)
    charging = Charging(database, books, cards, intake, return_url)
    news = ProviderNews(database, books, cards, intake, autopay, charging)
    return Debt(
        database=database,
        clock=clock,
        operator=OperatorService(operator, identity),
        identity=identity,
        vouchers=VoucherService(clock),
        accounts=accounts,
        delinquency=DelinquencyService(books),
        affordability=AffordabilityService(books),
        circumstances=CircumstanceService(clock),
        interest=InterestService(books),
        plans=plans,
        plan_changes=PlanChangeService(books, reviews),
        plan_reviews=reviews,
        promises=PromiseService(books),
        holds=HoldService(books),
        referrals=ReferralService(books),
        payments=PaymentService(database, books, cards, settlements, news, return_url),
        paid_claims=PaidClaimService(clock, requests),
        autopay=autopay,
        charging=charging,
        refunds=RefundService(database, books, cards, intake),
        reconciliation=ReconciliationService(database, books, cards),
        settlements=settlements,
        agreements=agreements,
        rights=RightsService(clock),
        contact=ContactService(clock),
        contact_changes=ContactChangeService(clock, notices, identity, pepper),
        data_copy=DataCopyService(identity),
        feedback=FeedbackService(clock),
        requests=requests,
        old_debts=OldDebtService(books),
        validations=ValidationService(books, requests),
        handoff=HandoffService(clock),
        disclosures=DisclosureService(clock),
        outlook=OutlookService(books, identity, accounts, plans, settlements),
        imports=ImportService(database, Bookkeeper(books)),
        exports=ExportService(database, clock),
    )
