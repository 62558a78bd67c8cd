"""The hosted payment page, as a person in a browser sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from bot.demo.cards.card_form import CheckedForm, Outcome, check_form
from bot.demo.cards.checkout import Checkout, CheckoutState
from bot.demo.cards.store import CheckoutStore
from debt.clock import Clock

MAX_FORM_BYTES = 4_096

_TEMPLATES = Jinja2Templates(directory=Path(__file__).parent / "templates")
_LOCALES = {"USD": "en-US"}
_USUAL_LOCALE = "en-GB"
_EMPTY = CheckedForm(None)


class HostedPages:
    """The routes under /pay."""

    def __init__(self, store: CheckoutStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("/pay/{checkout_id}", self.show, methods=["GET"]),
            Route("/pay/{checkout_id}", self.pay, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        checkout = await self._checkout(request)
        if checkout.state is CheckoutState.PAID:
            return _page(request, "paid.html", checkout)
        if checkout.state is CheckoutState.EXPIRED:
            return _page(request, "expired.html", checkout, status=410)
        return _form_page(request, checkout, _EMPTY)

    async def pay(self, request: Request) -> Response:
        checkout = await self._checkout(request)
        if not checkout.is_payable:
            return _back_to_page(request)
        if not _is_small(request):
            raise HTTPException(413)
        async with request.form(max_files=0, max_fields=10) as form:
            checked = self._check(form)
        if checked.charge is None:
            return _form_page(request, checkout, checked, status=422)
        if checked.charge.outcome is Outcome.PAID:
            await run_in_threadpool(
                self._store.pay, checkout.id, checked.charge.card, self._clock.now()
            )
            return _back_to_page(request)
        return await self._decline(request, checkout, checked.charge.outcome)

    async def _decline(
        self, request: Request, checkout: Checkout, outcome: Outcome
    ) -> Response:
        now = self._clock.now()
        if not await run_in_threadpool(self._store.decline, checkout.id, now):
            return _back_to_page(request)
        return _form_page(request, checkout, _EMPTY, declined=outcome.value, status=402)

    async def _checkout(self, request: Request) -> Checkout:
        await run_in_threadpool(self._store.expire_due, self._clock.now())
        checkout = await run_in_threadpool(
            self._store.find, request.path_params["checkout_id"]
        )
        if checkout is None:
            raise HTTPException(404)
        return checkout

    def _check(self, form: FormData) -> CheckedForm:
        number, expiry, code = (
            str(form.get(name, "")) for name in ("number", "expiry", "code")
        )
        return check_form(number, expiry, code, self._clock.today())


async def not_found_page(request: Request, _: Exception) -> Response:
    """Shown for every address that is not, or no longer, a payment page."""
    return _TEMPLATES.TemplateResponse(request, "not_found.html", status_code=404)


def _is_small(request: Request) -> bool:
    length = request.headers.get("Content-Length", "")
    return length.isdigit() and int(length) <= MAX_FORM_BYTES


def _back_to_page(request: Request) -> Response:
    # See Other: reloading the page that follows can never send the card again.
    return RedirectResponse(request.url.path, status_code=303)


def _form_page(
    request: Request,
    checkout: Checkout,
    checked: CheckedForm,
    declined: str | None = None,
    status: int = 200,
) -> Response:
    values = {"errors": checked.errors, "expiry": checked.expiry, "declined": declined}
    return _page(request, "pay.html", checkout, values, status=status)


def _page(
    request: Request,
    template: str,
    checkout: Checkout,
    values: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    amount = checkout.request.amount
    locale = _LOCALES.get(amount.currency, _USUAL_LOCALE)
    context = {
        "checkout": checkout,
        "amount": amount.format(locale),
        "locale": locale,
        **(values or {}),
    }
    return _TEMPLATES.TemplateResponse(request, template, context, status_code=status)
