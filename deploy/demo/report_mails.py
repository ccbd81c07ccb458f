"""Which mails must have arrived: one for each decision, recipient and template, and nothing else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from deploy.demo.report_history import History
from deploy.demo.report_initiative import Mail

UNSENT = ("waiting-for-contact", "suppressed")
"""What may become of a message to somebody without an address."""


def differences(
    history: History, messages: Sequence[Mapping[str, Any]], received: Sequence[Mapping[str, str]]
) -> list[str]:
    """What is missing or too much, among the messages and in the mail box.

    `messages` have initiative_id, person_id, to, template, state, message_id; `received` message_id and to.
    """
    return [*_messages(history, messages), *_mailbox(messages, received)]


def expected(history: History) -> tuple[Counter[tuple[str, str, str]], Counter[tuple[str, str, str]]]:
    """(initiative, address, template) of what must be mailed; (initiative, person, template) of what cannot be."""
    mailed: Counter[tuple[str, str, str]] = Counter()
    unsent: Counter[tuple[str, str, str]] = Counter()
    for mail in {mail for counted in history.initiatives.values() for mail in counted.mails}:
        address = _address(history, mail)
        if address:
            mailed[mail.initiative, address, mail.template] += 1
        elif mail.template != "corrected":
            unsent[mail.initiative, mail.person, mail.template] += 1
    return mailed, unsent


def _address(history: History, mail: Mail) -> str | None:
    person = history.people.get(mail.person)
    return person.email if person else None


def _messages(history: History, messages: Sequence[Mapping[str, Any]]) -> list[str]:
    must, cannot = expected(history)
    sent = Counter((m["initiative_id"], m["to"], m["template"]) for m in messages if m["state"] == "sent")
    unsent = Counter((m["initiative_id"], m["person_id"], m["template"]) for m in messages if m["state"] in UNSENT)
    found = [f"message {m['message_id']} is {m['state']}" for m in messages if m["state"] not in ("sent", *UNSENT)]
    for name, wanted, seen in (("mail", must, sent), ("unsent message", cannot, unsent)):
        found += [f"{name} missing: {_line(key)} ({n})" for key, n in sorted((wanted - seen).items())]
        found += [f"{name} too much: {_line(key)} ({n})" for key, n in sorted((seen - wanted).items())]
    return found


def _mailbox(messages: Sequence[Mapping[str, Any]], received: Sequence[Mapping[str, str]]) -> list[str]:
    must = Counter((str(m["message_id"]), str(m["to"])) for m in messages if m["state"] == "sent")
    seen = Counter((mail["message_id"], mail["to"]) for mail in received)
    uses = Counter(id_ for id_, _ in must.elements())
    found = [f"message {id_} is used {n} times" for id_, n in sorted(uses.items()) if n > 1]
    found += [f"not in the mail box: {id_} to {to} ({n})" for (id_, to), n in sorted((must - seen).items())]
    found += [f"too much in the mail box: {id_} to {to} ({n})" for (id_, to), n in sorted((seen - must).items())]
    return found


def _line(key: tuple[str, str, str]) -> str:
    return " ".join(key)
