"""The hosted pages, as a person in a browser sees them."""

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

from bot.demo.cards.card_form import CheckedForm, Outcome, TypedCard, check_form
from bot.demo.cards.store import CardStore
from bot.demo.cards.uses import CardUse, UseKind, UseState
from debt.clock import Clock

MAX_FORM_BYTES = 4_096

_TEMPLATES = Jinja2Templates(directory=Path(__file__).parent / "templates")
_LOCALES = {"USD": "en-US"}
_USUAL_LOCALE = "en-GB"
_EMPTY = CheckedForm(None)


class HostedPages:
    """The routes under /pay, for paying and for saving a card."""

    def __init__(self, store: CardStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("/pay/{use_id}", self.show, methods=["GET"]),
            Route("/pay/{use_id}", self.take, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        use = await self._use(request)
        if use.state in (UseState.PAID, UseState.DONE):
            return _page(request, f"{use.state.value}.html", use)
        if use.state is UseState.EXPIRED:
            return _page(request, "expired.html", use, status=410)
        return _form_page(request, use, _EMPTY)

    async def take(self, request: Request) -> Response:
        use = await self._use(request)
        if not use.takes_cards:
            return _back_to_page(request)
        if not _is_small(request):
            raise HTTPException(413)
        async with request.form(max_files=0, max_fields=10) as form:
            checked = self._check(form)
        if checked.typed is None:
            return _form_page(request, use, checked, status=422)
        if await self._accepts(use, checked.typed):
            return _back_to_page(request)
        return await self._decline(request, use, checked.typed.outcome)

    async def _accepts(self, use: CardUse, typed: TypedCard) -> bool:
        """Pay or save with the card, if its bank lets it."""
        now = self._clock.now()
        if use.request.kind is UseKind.SETUP and typed.can_be_saved:
            await run_in_threadpool(
                self._store.save_card, use.id, typed.card, typed.outcome, now
            )
            return True
        if use.request.kind is UseKind.CHECKOUT and typed.pays_here:
            await run_in_threadpool(self._store.pay, use.id, typed.card, now)
            return True
        return False

    async def _decline(
        self, request: Request, use: CardUse, outcome: Outcome
    ) -> Response:
        now = self._clock.now()
        if not await run_in_threadpool(self._store.decline, use.id, outcome, now):
            return _back_to_page(request)
        return _form_page(request, use, _EMPTY, declined=outcome.value, status=402)

    async def _use(self, request: Request) -> CardUse:
        await run_in_threadpool(self._store.expire_due, self._clock.now())
        use = await run_in_threadpool(self._store.find, request.path_params["use_id"])
        if use is None or use.expires_at is None:
            raise HTTPException(404)
        return use

    def _check(self, form: FormData) -> CheckedForm:
        number, expiry, code = (
            str(form.get(name, "")) for name in ("number", "expiry", "code")
        )
        return check_form(number, expiry, code, self._clock.today())


async def not_found_page(request: Request, _: Exception) -> Response:
    """Shown for every address that is not, or no longer, a page."""
    return _TEMPLATES.TemplateResponse(request, "not_found.html", status_code=404)


def _is_small(request: Request) -> bool:
    length = request.headers.get("Content-Length", "")
    return length.isdigit() and int(length) <= MAX_FORM_BYTES


def _back_to_page(request: Request) -> Response:
    # See Other: reloading the page that follows can never send the card again.
    return RedirectResponse(request.url.path, status_code=303)


def _form_page(
    request: Request,
    use: CardUse,
    checked: CheckedForm,
    declined: str | None = None,
    status: int = 200,
) -> Response:
    values = {"errors": checked.errors, "expiry": checked.expiry, "declined": declined}
    return _page(request, "pay.html", use, values, status=status)


def _page(
    request: Request,
    template: str,
    use: CardUse,
    values: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    amount = use.request.amount
    locale = _LOCALES.get(amount.currency if amount else "", _USUAL_LOCALE)
    context = {
        "use": use,
        "amount": amount and amount.format(locale),
        "locale": locale,
        **(values or {}),
    }
    return _TEMPLATES.TemplateResponse(request, template, context, status_code=status)
