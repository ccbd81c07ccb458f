"""Why a bench ends without figures."""


class BenchFailed(Exception):  # noqa: N818 - it says what became of the bench
    """An answer that should not be: figures of errors are worth nothing."""
