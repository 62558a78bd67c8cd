"""Creditors, debtors, their contacts, accounts and statements."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from debt.account import ContactKind
from debt.interest import DayCount, InterestPeriod
from debt.store.tables.base import Base, Currency, Identifier, Minor, values_of


class CreditorRow(Base):
    __tablename__ = "creditor"

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    name: Mapped[str]
    information: Mapped[str]


class DebtorRow(Base):
    """``postcode_key`` is the postcode as it is compared, without spaces or case;
    ``customer`` is the operator's own number for the person, if it gave one;
    ``jurisdiction`` is under which law their debts are, such as ``US-NY``, if known."""

    __tablename__ = "debtor"
    __table_args__ = (
        Index(None, "date_of_birth", "postcode_key"),
        Index("uq_debtor_customer", "customer", unique=True),
    )

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    name: Mapped[str]
    date_of_birth: Mapped[date]
    postcode: Mapped[str]
    postcode_key: Mapped[str]
    locale: Mapped[str]
    zone: Mapped[str]
    customer: Mapped[str | None]
    jurisdiction: Mapped[str | None]


class ContactRow(Base):
    """``position`` 0 is the contact the person prefers."""

    __tablename__ = "contact"

    debtor_id: Mapped[Identifier] = mapped_column(
        ForeignKey("debtor.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ContactKind] = mapped_column(values_of(ContactKind))
    address: Mapped[str]


class AccountRow(Base):
    """``reference_key`` is the reference as it is compared.

    ``interest_due_on`` is the day on which there is interest to book next; the other
    columns of interest are the contract's terms, empty if it charges none.
    """

    __tablename__ = "account"

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    reference: Mapped[str]
    reference_key: Mapped[str] = mapped_column(unique=True)
    debtor_id: Mapped[Identifier] = mapped_column(ForeignKey("debtor.id"), index=True)
    creditor_id: Mapped[Identifier] = mapped_column(ForeignKey("creditor.id"))
    product: Mapped[str]
    last4: Mapped[str]
    currency: Mapped[Currency]
    opened_on: Mapped[date]
    itemisation_date: Mapped[date]
    instalment_minor: Mapped[Minor]
    litigation_on: Mapped[date | None]
    charged_off_on: Mapped[date | None]
    settlement_percent: Mapped[int | None]
    acknowledged_on: Mapped[date | None]
    limitation_on: Mapped[date | None]
    interest_percent: Mapped[str | None] = mapped_column(String(16))
    interest_from: Mapped[date | None]
    interest_day_count: Mapped[DayCount | None] = mapped_column(values_of(DayCount))
    interest_period: Mapped[InterestPeriod | None] = mapped_column(
        values_of(InterestPeriod)
    )
    interest_due_on: Mapped[date | None] = mapped_column(index=True)


class StatementRow(Base):
    """An amount the agreement asks for by a day."""

    __tablename__ = "statement"

    account_id: Mapped[Identifier] = mapped_column(
        ForeignKey("account.id"), primary_key=True
    )
    due_on: Mapped[date] = mapped_column(primary_key=True)
    amount_minor: Mapped[Minor]
