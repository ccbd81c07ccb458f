"""What a process of submission must be told before it serves."""

import pytest
from pydantic import SecretStr

from services.submission.settings import SubmissionSettings, serving


def settings(key: str, *, local: bool) -> SubmissionSettings:
    return SubmissionSettings(receipt_key=SecretStr(key), local=local)


@pytest.mark.parametrize("key", ["", "short"])
def test_without_a_key_for_receipts_nothing_is_served(key: str) -> None:
    with pytest.raises(SystemExit, match="SUBMISSION_RECEIPT_KEY"):
        serving(settings(key, local=False))


def test_a_key_is_taken_as_it_is_and_shown_to_nobody() -> None:
    told = serving(settings("k" * 32, local=False))
    assert told.receipt_secret == b"k" * 32
    assert "k" * 32 not in repr(told)


def test_in_local_use_each_process_may_make_its_own() -> None:
    keys = {serving(settings("", local=True)).receipt_secret for _ in range(2)}
    assert len(keys) == 2
