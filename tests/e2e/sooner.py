"""Settings under which what would be waited for in minutes comes in seconds.

A fault is noticed, a lost lease ends, a mail goes again. On a slow machine they come later, or being slow would be a
fault.
"""

from typing import Final

from tests.patience import slowness

SLOWER: Final = min(3.0, slowness())

SOONER: Final = {
    "": {"SANGKIEN_STALE_AFTER_SECONDS": f"{5 * SLOWER:.1f}"},
    "notify": {
        "NOTIFY_LEASE_SECONDS": f"{6 * SLOWER:.1f}",
        "NOTIFY_SMTP_SECONDS": f"{3 * SLOWER:.1f}",
        "NOTIFY_RETRY_FIRST_SECONDS": "0.3",
        "NOTIFY_RETRY_LONGEST_SECONDS": "2",
        "NOTIFY_HALT_SECONDS": "1",
    },
}
"""By service; `""` means every one."""
