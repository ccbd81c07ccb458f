"""What can go wrong while the local stack starts, in words that say what to do."""

# ruff: noqa: N818 - each names what is so, as refusals do

from pathlib import Path

from shared.refusals import Text


class StackError(Exception):
    """The stack cannot start or go on; the command ends with an exit code that is not 0."""

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.vi}\n{text.en}")
        self.text = text


class PortTaken(StackError):
    """Something else listens where a part of the stack must listen."""

    def __init__(self, name: str, port: int) -> None:
        super().__init__(
            Text(
                f"Cổng {port} (cho {name}) đang bị chương trình khác dùng. Hãy tắt chương trình đó, "
                f"hoặc chạy `make stop` nếu là lần chạy trước của dự án.",
                f"Port {port} (for {name}) is taken by another program. End that program, "
                f"or run `make stop` if it is an earlier run of this project.",
            ),
        )


class AlreadyRunning(StackError):
    """Another process runs a stack on the same state folder."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(
            Text(
                f"Hệ thống đã được chạy (tiến trình {pid or '?'}). Hãy dừng bằng `make stop` rồi chạy lại.",
                f"The stack is running already (process {pid or '?'}). End it with `make stop`, then start again.",
            ),
        )


class NoEngine(StackError):
    """Neither Docker nor the native programs are there."""

    def __init__(self, missing: str, platform: str) -> None:
        super().__init__(
            Text(
                f"Không có Docker, và máy này ({platform}) không có {missing}. Hãy cài Docker rồi chạy lại, "
                f"hoặc đặt KAFKA_BOOTSTRAP và MONGO_URL tới hệ thống có sẵn.",
                f"There is no Docker engine, and this machine ({platform}) has no {missing}. Install Docker and start "
                f"again, or set KAFKA_BOOTSTRAP and MONGO_URL to servers that run already.",
            ),
        )


class DownloadFailed(StackError):
    """A file of Kafka could not be fetched."""

    def __init__(self, coordinates: str, reason: str) -> None:
        super().__init__(
            Text(
                f"Không tải được {coordinates}: {reason}. Hãy kiểm tra mạng (hoặc proxy) rồi chạy lại; "
                f"những gì đã tải được giữ lại.",
                f"Could not download {coordinates}: {reason}. Check the network (or proxy) and start again; "
                f"what was downloaded is kept.",
            ),
        )


class WrongHash(StackError):
    """A downloaded file is not the one that was locked."""

    def __init__(self, coordinates: str, expected: str, found: str) -> None:
        super().__init__(
            Text(
                f"{coordinates} không đúng nội dung đã khóa (SHA-256 {found}, cần {expected}). "
                f"Tệp sai đã bị xóa; hãy chạy lại, và nếu vẫn sai thì đừng dùng nguồn tải này.",
                f"{coordinates} is not what was locked (SHA-256 {found}, expected {expected}). "
                f"The wrong file was removed; start again, and do not use this source if it stays wrong.",
            ),
        )


class NotReady(StackError):
    """A part was started and did not become ready."""

    def __init__(self, name: str, reason: str, log_tail: str) -> None:
        tail = f"\n--- {name} ---\n{log_tail}" if log_tail else ""
        super().__init__(
            Text(f"{name} không sẵn sàng: {reason}.", f"{name} did not become ready: {reason}.{tail}"),
        )


class NotOurs(StackError):
    """A server named in the environment is not started here, so it is not stopped here."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"{name} do biến môi trường chỉ định, không phải do đây khởi động, nên không thể dừng.",
                f"{name} was named in the environment, not started here, so it cannot be stopped.",
            ),
        )


class BadBackup(StackError):
    """A backup that cannot be written there, or cannot be trusted."""

    def __init__(self, folder: Path, vi: str, en: str) -> None:
        super().__init__(Text(f"Bản sao lưu {folder}: {vi}.", f"Backup {folder}: {en}."))


class CommandFailed(StackError):
    """A service's own command did not end well."""

    def __init__(self, command: str, message: str) -> None:
        super().__init__(Text(f"Lệnh {command} bị lỗi.", f"{command} failed.\n{message}"))


class RestoreUnfinished(StackError):
    """A restore was interrupted; the stores are not whole."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Lần khôi phục trước chưa xong. Hãy chạy lại `python -m deploy.local restore`.",
                "An earlier restore did not finish. Run `python -m deploy.local restore` again.",
            ),
        )
