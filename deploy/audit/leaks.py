"""Whether a file under version control holds a secret: keys, tokens and passwords by their shape."""

import subprocess
from pathlib import Path
from typing import Final

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

PLUGINS: Final = (
    "ArtifactoryDetector",
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "CloudantDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "JwtTokenDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "StripeDetector",
    "TwilioKeyDetector",
)
LEFT_OUT: Final = (".lock", ".svg", ".png")
PLACEHOLDERS: Final = frozenset({"PASSWORD"})
"""What stands where a deployment puts a secret of its own."""
EXAMPLES: Final = frozenset({"tests/unit/shared/test_broker_address.py"})
"""Files whose passwords are examples of how one is written."""


def findings(root: Path, *under: str) -> list[str]:
    """`file:line kind` of each; `under` names the folders to look into."""
    listed = subprocess.run(["git", "ls-files", "-z", "--", *under], cwd=root, capture_output=True, check=True).stdout
    names = [name for name in listed.decode().split("\0") if name and not name.endswith(LEFT_OUT)]
    found = SecretsCollection(root=str(root))
    with transient_settings({"plugins_used": [{"name": name} for name in PLUGINS]}):
        for name in names:
            if name not in EXAMPLES:
                found.scan_file(name)
    return sorted(
        f"{name}:{secret.line_number} {secret.type}"
        for name, secret in found
        if secret.secret_value not in PLACEHOLDERS
    )
