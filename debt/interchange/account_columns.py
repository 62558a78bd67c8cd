"""The columns of the accounts file, as the documentation lists them."""

from __future__ import annotations

from debt.interchange.columns import Column, Holds, Layout

ACCOUNTS = Layout(
    key="reference",
    person=("customer", "date_of_birth"),
    columns=(
        Column(
            "reference",
            "the account's reference as printed on letters",
            "HB-2210-4471",
            is_required=True,
            also=(
                "account_reference",
                "account_number",
                "account_no",
                "account",
                "ref",
            ),
        ),
        Column(
            "customer",
            "your number for the person; rows with the same one are debts of "
            "one person",
            "C-10042",
            also=(
                "customer_number",
                "customer_id",
                "customer_reference",
                "debtor_id",
                "debtor_reference",
            ),
        ),
        Column(
            "name",
            "the person's full name",
            "Maria Okafor",
            is_required=True,
            also=("full_name", "debtor_name", "customer_name", "debtor"),
        ),
        Column(
            "date_of_birth",
            "proves who a person is; never changed by a later file",
            "1988-05-03",
            Holds.DATE,
            is_required=True,
            also=("dob", "birth_date", "birthdate", "birthday"),
        ),
        Column(
            "postcode",
            "proves who a person is",
            "LS6 2QT",
            is_required=True,
            also=("post_code", "postal_code", "zip", "zip_code", "zipcode"),
        ),
        Column(
            "mobile",
            "with + and the country",
            "+447700900123",
            also=(
                "phone",
                "telephone",
                "mobile_phone",
                "mobile_number",
                "phone_number",
                "cell",
            ),
        ),
        Column(
            "email",
            "an e-mail address",
            "maria@example.org",
            also=("e_mail", "email_address", "mail"),
        ),
        Column(
            "preferred_contact",
            "`sms` or `email`; the mobile comes first otherwise",
            "sms",
        ),
        Column(
            "locale",
            "language and country; `en-GB` otherwise",
            "en-GB",
            also=("language",),
        ),
        Column(
            "zone",
            "IANA time zone of the person; `Europe/London` otherwise",
            "Europe/London",
            also=("time_zone", "timezone"),
        ),
        Column(
            "jurisdiction",
            "under which law the debts are: `GB`, `US`, `US-NY` or `US-NY-NYC`; the "
            "strictest otherwise",
            "GB",
        ),
        Column(
            "creditor",
            "short code of the creditor, as in the policy",
            "halden",
            is_required=True,
            also=("creditor_code", "creditor_id", "client", "client_code"),
        ),
        Column(
            "creditor_name",
            "name of a creditor that is new; its code otherwise",
            "Halden Bank",
            also=("client_name",),
        ),
        Column(
            "creditor_information",
            "where a person can check the debt with a creditor that is new",
            "haldenbank.example/debts",
        ),
        Column(
            "product",
            "what kind of debt, in words people know",
            "Credit card",
            is_required=True,
            also=("product_name", "product_type"),
        ),
        Column(
            "last4",
            "last characters of the card or agreement; of the reference otherwise",
            "4471",
            also=("last_4", "last_four", "last_four_digits"),
        ),
        Column(
            "currency",
            "ISO 4217 code",
            "GBP",
            is_required=True,
            also=("ccy", "currency_code"),
        ),
        Column(
            "opened_on",
            "when the account was opened",
            "2019-03-11",
            Holds.DATE,
            is_required=True,
            also=("opened", "open_date", "date_opened", "opening_date"),
        ),
        Column(
            "itemisation_date",
            "the day the itemisation counts from (Reg F 1006.34(b)(3)); the "
            "balance date otherwise",
            "2026-08-01",
            Holds.DATE,
            also=("itemization_date",),
        ),
        Column(
            "balance_date",
            "the day at whose end the balance is owed; never earlier than in "
            "the file before",
            "2026-11-20",
            Holds.DATE,
            is_required=True,
            also=("balance_as_of", "as_of", "as_of_date", "as_at"),
        ),
        Column(
            "balance",
            "all that is owed",
            "642.10",
            Holds.AMOUNT,
            is_required=True,
            also=(
                "current_balance",
                "outstanding_balance",
                "outstanding",
                "amount_owed",
                "total_balance",
            ),
        ),
        Column(
            "principal",
            "principal on the itemisation date; what is left of the balance otherwise",
            "590.00",
            Holds.AMOUNT,
        ),
        Column(
            "interest",
            "interest owed on the itemisation date",
            "31.60",
            Holds.AMOUNT,
        ),
        Column(
            "fees",
            "fees owed on the itemisation date",
            "12.00",
            Holds.AMOUNT,
        ),
        Column(
            "interest_since",
            "interest added since the itemisation date",
            "8.50",
            Holds.AMOUNT,
        ),
        Column(
            "fees_since",
            "fees added since the itemisation date",
            "0.00",
            Holds.AMOUNT,
        ),
        Column(
            "paid_since",
            "payments and credits since the itemisation date",
            "0.00",
            Holds.AMOUNT,
            also=("payments_since", "credits_since"),
        ),
        Column(
            "instalment",
            "what the agreement asks for each month",
            "25.60",
            Holds.AMOUNT,
            also=("installment", "minimum_payment", "monthly_payment"),
        ),
        Column(
            "statements",
            "unpaid and coming statements, date and amount, with `|` between",
            "2026-11-02 25.60 | 2026-12-02 25.60",
            also=("unpaid_statements",),
        ),
        Column(
            "litigation_on",
            "when it was placed with counsel",
            "",
            Holds.DATE,
            also=("litigation_date", "placed_with_counsel_on"),
        ),
        Column(
            "charged_off_on",
            "when the creditor charged it off",
            "",
            Holds.DATE,
            also=(
                "charge_off_date",
                "chargeoff_date",
                "charged_off",
                "charged_off_date",
            ),
        ),
        Column(
            "acknowledged_on",
            "when the person last wrote that they owe it",
            "",
            Holds.DATE,
            also=("last_acknowledged_on", "acknowledgement_date"),
        ),
        Column(
            "limitation_on",
            "the first day on which it is too old for a court; empty has it worked out",
            "",
            Holds.DATE,
            also=("time_barred_on", "statute_barred_on", "sol_expires_at"),
        ),
        Column(
            "settlement_percent",
            "percent off that the creditor allows in settlement, 0 for none; "
            "empty leaves it to the policy",
            "20",
            also=("settlement_discount", "max_discount"),
        ),
        Column(
            "interest_percent",
            "percent a year on the principal, 0 to 1000, if interest is to be booked "
            "here; set once, with the account",
            "21.9",
            also=("interest_rate", "annual_percent", "apr"),
        ),
        Column(
            "interest_from",
            "the first day that bears interest here, after the balance date; needed "
            "with a percent",
            "2026-11-21",
            Holds.DATE,
        ),
        Column(
            "interest_day_count",
            "`actual/365`, `actual/360` or `30/360`; `actual/365` otherwise",
            "actual/365",
            also=("day_count",),
        ),
        Column(
            "interest_period",
            "`day` or `month`: how often it is booked; `day` otherwise",
            "day",
        ),
    ),
)
