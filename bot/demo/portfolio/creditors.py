"""The creditors of the demo and what they sell. None of them exists.

Telephone numbers are from the ranges kept free for drama (Ofcom's 0808 157 0xxx, and
555-01xx in North America), web addresses from the reserved ``.example``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from debt.account import Creditor


class Nature(str, Enum):
    """How a balance grows."""

    CARD = "card"
    LOAN = "loan"
    BILL = "bill"


@dataclass(frozen=True)
class Product:
    """What an account is for.

    Attributes:
        sizes: the amount lent, or the usual bill, in major units.
        instalment_percent: of the size, asked for on each statement.
        interest_percent: of the balance, each month.
        late_fee: in major units, once for each spell behind.
        swing: percent by which bills vary.
    """

    creditor: Creditor
    name: str
    nature: Nature
    sizes: range
    currency: str = "GBP"
    instalment_percent: int = 100
    interest_percent: int = 0
    late_fee: int = 0
    swing: int = 0


HALDEN_BANK = Creditor(
    "halden-bank", "Halden Bank", "0808 157 0110, www.haldenbank.example"
)
BRIGHTWATER = Creditor(
    "brightwater-energy",
    "Brightwater Energy",
    "0808 157 0122, www.brightwater.example",
)
CASTLE_AND_MOOR = Creditor(
    "castle-and-moor", "Castle & Moor", "0808 157 0135, www.castleandmoor.example"
)
FENWICK_MOBILE = Creditor(
    "fenwick-mobile", "Fenwick Mobile", "0808 157 0147, www.fenwickmobile.example"
)
LARKFIELD_WATER = Creditor(
    "larkfield-water", "Larkfield Water", "0808 157 0158, www.larkfield.example"
)
QUILLHURST = Creditor(
    "quillhurst-finance",
    "Quillhurst Finance",
    "0808 157 0169, www.quillhurst.example",
)
MAPLE_STREET = Creditor(
    "maple-street",
    "Maple Street Credit Union",
    "(802) 555-0173, www.maplestreet.example",
)

CREDITORS = (
    HALDEN_BANK,
    BRIGHTWATER,
    CASTLE_AND_MOOR,
    FENWICK_MOBILE,
    LARKFIELD_WATER,
    QUILLHURST,
    MAPLE_STREET,
)

CREDIT_CARD = Product(
    HALDEN_BANK,
    "credit card",
    Nature.CARD,
    range(400, 3500, 10),
    instalment_percent=4,
    interest_percent=2,
    late_fee=12,
)
PERSONAL_LOAN = Product(
    HALDEN_BANK,
    "personal loan",
    Nature.LOAN,
    range(1500, 9000, 100),
    instalment_percent=3,
    interest_percent=1,
    late_fee=12,
)
ENERGY = Product(
    BRIGHTWATER, "energy account", Nature.BILL, range(70, 190, 5), swing=25
)
STORE_CARD = Product(
    CASTLE_AND_MOOR,
    "store card",
    Nature.CARD,
    range(200, 1500, 10),
    instalment_percent=6,
    interest_percent=2,
    late_fee=12,
)
PHONE = Product(
    FENWICK_MOBILE, "phone contract", Nature.BILL, range(14, 56), late_fee=5
)
WATER = Product(LARKFIELD_WATER, "water account", Nature.BILL, range(28, 62), swing=5)
CAR_FINANCE = Product(
    QUILLHURST,
    "car finance",
    Nature.LOAN,
    range(4000, 14000, 250),
    instalment_percent=3,
    interest_percent=1,
    late_fee=12,
)
US_CREDIT_CARD = Product(
    MAPLE_STREET,
    "credit card",
    Nature.CARD,
    range(500, 4500, 10),
    "USD",
    instalment_percent=4,
    interest_percent=2,
    late_fee=25,
)
US_PERSONAL_LOAN = Product(
    MAPLE_STREET,
    "personal loan",
    Nature.LOAN,
    range(1500, 12000, 100),
    "USD",
    instalment_percent=3,
    interest_percent=1,
    late_fee=25,
)
US_AUTO_LOAN = Product(
    MAPLE_STREET,
    "auto loan",
    Nature.LOAN,
    range(5000, 18000, 250),
    "USD",
    instalment_percent=3,
    interest_percent=1,
    late_fee=25,
)

PRODUCTS = {
    "en-GB": (
        CREDIT_CARD,
        PERSONAL_LOAN,
        ENERGY,
        STORE_CARD,
        PHONE,
        WATER,
        CAR_FINANCE,
    ),
    "en-US": (US_CREDIT_CARD, US_PERSONAL_LOAN, US_AUTO_LOAN),
}
