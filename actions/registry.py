"""Every action of the domain, made with the services that a process has opened."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from abc import ABCMeta
from collections.abc import Iterator

from rasa_sdk import Action

import actions
from actions.forms import ParleyForm
from actions.turn import ParleyAction
from debt.services import Debt


def all_actions(debt: Debt) -> list[Action]:
    """One of each."""
    return [cls(debt) for cls in action_classes()]


def action_classes() -> Iterator[type[ParleyAction] | type[ParleyForm]]:
    """The concrete action and form classes of this floor, each one once."""
    for module in pkgutil.iter_modules(actions.__path__):
        members = vars(importlib.import_module(f"actions.{module.name}")).values()
        # By the type itself: a generic alias pretends to be a class.
        classes = [each for each in members if issubclass(type(each), ABCMeta)]
        for cls in classes:
            is_action = issubclass(cls, ParleyAction | ParleyForm)
            is_own = cls.__module__ == f"actions.{module.name}"
            if is_action and is_own and not inspect.isabstract(cls):
                yield cls


def action_name(cls: type[ParleyAction] | type[ParleyForm]) -> str:
    """The name in the domain. It needs no services, so none are opened for it."""
    return cls.__new__(cls).name()
