"""The tables, one file per topic; importing this package registers them all."""

from debt.store.tables.account import (
    AccountRow,
    ContactRow,
    CreditorRow,
    DebtorRow,
    StatementRow,
)
from debt.store.tables.arrangement import HoldRow, PromiseRow, ReferralRow
from debt.store.tables.autopay import AuthorisationRow, AutopayChargeRow
from debt.store.tables.base import Base
from debt.store.tables.budget import BudgetRow
from debt.store.tables.circumstance import CircumstanceRow
from debt.store.tables.contact import (
    ContactChangeRow,
    PreferenceRow,
    WrongPartyRow,
)
from debt.store.tables.feedback import FeedbackRow
from debt.store.tables.handoff import CallbackRow, TicketRow
from debt.store.tables.identity import (
    CodeRow,
    InvitationRow,
    PastSessionRow,
    SessionRow,
    SubmissionRow,
    VoucherRow,
)
from debt.store.tables.interchange import (
    ExportedEventRow,
    ExportPointRow,
    ImportedAccountRow,
    ImportRunRow,
)
from debt.store.tables.ledger import BalanceRow, EntryRow, PostingRow
from debt.store.tables.notice import NoticeRow
from debt.store.tables.payment import (
    AlarmRow,
    IntentRow,
    ProviderEventRow,
    RefundRow,
)
from debt.store.tables.plan import (
    PlanChangeRow,
    PlanEventRow,
    PlanOfferRow,
    PlanRow,
)
from debt.store.tables.request import RequestRow
from debt.store.tables.rights import (
    BlockRow,
    DisclosureRow,
    RightsRequestRow,
    ValidationRow,
)
from debt.store.tables.settlement import (
    SettlementAgreementRow,
    SettlementBidRow,
    SettlementOfferRow,
)

__all__ = [
    "AccountRow",
    "AlarmRow",
    "AuthorisationRow",
    "AutopayChargeRow",
    "BalanceRow",
    "Base",
    "BlockRow",
    "BudgetRow",
    "CallbackRow",
    "CircumstanceRow",
    "CodeRow",
    "ContactChangeRow",
    "ContactRow",
    "CreditorRow",
    "DebtorRow",
    "DisclosureRow",
    "EntryRow",
    "ExportPointRow",
    "ExportedEventRow",
    "FeedbackRow",
    "HoldRow",
    "ImportRunRow",
    "ImportedAccountRow",
    "IntentRow",
    "InvitationRow",
    "NoticeRow",
    "PastSessionRow",
    "PlanChangeRow",
    "PlanEventRow",
    "PlanOfferRow",
    "PlanRow",
    "PostingRow",
    "PreferenceRow",
    "PromiseRow",
    "ProviderEventRow",
    "ReferralRow",
    "RefundRow",
    "RequestRow",
    "RightsRequestRow",
    "SessionRow",
    "SettlementAgreementRow",
    "SettlementBidRow",
    "SettlementOfferRow",
    "StatementRow",
    "SubmissionRow",
    "TicketRow",
    "ValidationRow",
    "VoucherRow",
    "WrongPartyRow",
]
