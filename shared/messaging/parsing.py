"""From a record of the log to what it says. Whatever its bytes do to their reader is a fault of that record alone."""

import asyncio
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shared.events import AUTHORS
from shared.events.reading import Unreadable, read
from shared.messaging.broker import ConsumerRecord
from shared.messaging.consumer import Record

ERROR_LENGTH = 500

UNREADABLE, REFUSED, FAILED = "unreadable", "refused", "failed"
"""Reasons: its bytes are no event; a handler says it can never apply; applying it fails each time it is tried alone."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a record is set aside: `reason` is a word (UNREADABLE, REFUSED, FAILED), `error` a sentence."""

    reason: str
    error: str


def parse(raw: ConsumerRecord) -> Record | Fault | None:
    """What a record says, or its fault; None for one that says nothing (a roll). Never raises for what is in it.

    The parser may even panic, which is no Exception; only what ends the process or the task goes through.
    """
    try:
        event = read(raw.topic, raw.key, raw.value, dict(raw.headers))
        return None if event is None else Record(raw.topic, raw.partition, raw.offset, event.subject, event)
    except (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it is, this record can never be read
        return Fault(UNREADABLE, describe(error, personal=raw.topic == AUTHORS.name))


def describe(error: BaseException, *, personal: bool) -> str:
    """What is wrong, never the value itself; of personal data only the field and the kind of mistake. Never raises."""
    try:
        text = _described(error, personal)
        return text.encode("utf-8", "replace").decode()[:ERROR_LENGTH]
    except Exception:  # noqa: BLE001 - an error that cannot even say what it is has a name still
        return type(error).__name__


def _described(error: BaseException, personal: bool) -> str:
    if isinstance(error, ValidationError):
        found: list[Any] = error.errors(include_url=False, include_input=False, include_context=False)
        return "; ".join(
            f"{'.'.join(map(str, item['loc'])) or 'record'}: {item['type'] if personal else item['msg']}"
            for item in found
        )
    if isinstance(error, Unreadable) and not personal:
        return str(error)
    return type(error).__name__


def where(error: BaseException) -> str:
    """The name of an error and the place in the program that it comes from; nothing of what it says."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    module = trace.tb_frame.f_globals.get("__name__", "?")
    return f"{type(error).__name__} in {module}:{trace.tb_lineno}"
