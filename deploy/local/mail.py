"""A real SMTP server that keeps what arrives in a Maildir, and can be told to refuse.

Run as `python -m deploy.local.mail PORT FOLDER`. The file FOLDER/smtp-mode.json, read at every step, makes it answer
otherwise, as `{"rcpt": 451}`; steps are greeting, mail, rcpt and data, and `"only"` limits rcpt to one address.
"""

import asyncio
import json
import mailbox
import sys
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.ports import HOST

MODE_FILE = "smtp-mode.json"
MAX_BYTES = 10_000_000
FIRST_PERMANENT = 500


class Keeper:
    """Keeps each message once, with its envelope's recipients in X-Envelope-To."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._mode = folder / MODE_FILE
        self._maildir = mailbox.Maildir(folder / "Maildir", create=True)

    def answer(self, step: str, address: str = "") -> str | None:
        """What the mode file wants this step to answer, or None for the ordinary answer."""
        try:
            mode: dict[str, Any] = json.loads(self._mode.read_text())
        except (FileNotFoundError, ValueError):
            return None
        code = mode.get(step)
        if code is None or (step == "rcpt" and mode.get("only", address) != address):
            return None
        kind = "5.0.0 refused" if int(code) >= FIRST_PERMANENT else "4.0.0 try again later"
        return f"{int(code)} {kind} by the mode file"

    async def handle_MAIL(  # noqa: N802 - aiosmtpd calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """MAIL FROM."""
        refusal = self.answer("mail")
        if refusal is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return refusal or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """RCPT TO, for one recipient."""
        refusal = self.answer("rcpt", address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return refusal or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The message itself; 250 means it is on disk."""
        refusal = self.answer("data")
        if refusal is not None:
            return refusal
        content = envelope.content
        message = message_from_bytes(content if isinstance(content, bytes) else (content or "").encode())
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self._maildir.add(mailbox.MaildirMessage(message))
        return "250 OK kept"


class RefusingSMTP(SMTP):
    """aiosmtpd's server, with a greeting that may refuse."""

    async def _handle_client(self) -> None:
        refusal = self.event_handler.answer("greeting")
        if refusal is None:
            await super()._handle_client()
            return
        await self.push(refusal)
        if self.transport is not None:
            self.transport.close()


async def serve(port: int, keeper: Keeper) -> None:
    """Take mail until the process is ended."""
    server = await asyncio.get_running_loop().create_server(
        lambda: RefusingSMTP(keeper, hostname="localhost", data_size_limit=MAX_BYTES, enable_SMTPUTF8=True),
        HOST,
        port,
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Keeper(Path(sys.argv[2]))))
