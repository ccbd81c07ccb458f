"""One kept-open connection to the mail server; every fault says at which stage of the dialogue it came."""

import contextlib
import time

import aiosmtplib

from services.notify.domain.delivery import Fault, Stage
from services.notify.settings import NotifySettings
from shared.masking import masked

_NOT_OFFERED = 502
_LONGEST_REPLY = 500


class Faulty(Exception):  # noqa: N818 - it carries a fault
    """The mail server refused, or the connection broke."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class Connection:
    """Connects when asked, and again when it broke or the server closed it while idle."""

    def __init__(self, settings: NotifySettings) -> None:
        self._settings = settings
        self._client: aiosmtplib.SMTP | None = None
        self._used_at = 0.0

    async def ready(self) -> None:
        """An open connection; one that was idle is probed first. Raises Faulty."""
        if self._client is not None and self._client.is_connected:
            if time.monotonic() - self._used_at < self._settings.idle_seconds:
                return
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await self._client.noop()
                self._used_at = time.monotonic()
                return
        await self.close()
        await self._open()

    async def send(self, content: bytes, sender: str, to: str) -> None:
        """Hand over one mail; it is the server's once this returns. Raises Faulty, the connection closed or reset."""
        client = self._client
        if client is None:
            raise Faulty(Fault(Stage.CONNECT, None, "not connected"))
        stage = Stage.MAIL
        try:
            await client.mail(sender)
            stage = Stage.RCPT
            await client.rcpt(to)
            stage = Stage.DATA
            await client.data(content)
            self._used_at = time.monotonic()
        except aiosmtplib.SMTPResponseException as error:
            await self._reset()
            raise Faulty(_refused(stage, error)) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            await self.close()
            raise Faulty(_broken(stage, error)) from error
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """End the connection; a server that is gone is not waited for."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    async def _open(self) -> None:
        settings = self._settings
        client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            timeout=settings.smtp_seconds,
            username=settings.smtp_user or None,
            password=settings.smtp_password.get_secret_value() or None,
            start_tls=settings.starttls,
            local_hostname=settings.domain,
        )
        try:
            await client.connect()
            await client.ehlo()
        except aiosmtplib.SMTPAuthenticationError as error:
            client.close()
            raise Faulty(_refused(Stage.AUTH, error)) from error
        except aiosmtplib.SMTPResponseException as error:
            client.close()
            raise Faulty(_refused(Stage.GREETING, error)) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise Faulty(_not_opened(error)) from error
        self._client = client
        self._used_at = time.monotonic()

    async def _reset(self) -> None:
        client = self._client
        try:
            if client is not None and client.is_connected:
                await client.rset()
                return
        except (aiosmtplib.SMTPException, OSError):
            pass
        await self.close()


def _refused(stage: Stage, error: aiosmtplib.SMTPResponseException) -> Fault:
    return Fault(stage, error.code, _reply(error.message))


def _broken(stage: Stage, error: Exception) -> Fault:
    return Fault(stage, None, _reply(f"{type(error).__name__}: {error}"))


def _reply(reply: str) -> str:
    """What the server said, without the address it speaks of: a reason outlives an erasure, and a halt's is public."""
    return masked(str(reply))[:_LONGEST_REPLY]


def _not_opened(error: Exception) -> Fault:
    """A server without STARTTLS or AUTH, though we need it, has refused us for good: no repeat helps."""
    passing = isinstance(
        error,
        OSError | aiosmtplib.SMTPServerDisconnected | aiosmtplib.SMTPTimeoutError | aiosmtplib.SMTPConnectError,
    )
    if passing:
        return _broken(Stage.CONNECT, error)
    return Fault(Stage.AUTH, _NOT_OFFERED, _reply(str(error)))
