"""`make docs`: JSON Schemas of every topic, each service's AsyncAPI and OpenAPI, all problems; under docs/.

And of what the services answer, what the portal judges their answers by.
"""

import importlib
import json
import os
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from deploy.answers import answers_of
from deploy.problems import catalogue, lost
from shared.events import EVENT_TOPICS, SERVICES
from shared.runtime.asyncapi import schema_of

DOCS = Path(__file__).parent.parent / "docs"
ANSWERS = DOCS.parent / "portal" / "upstream" / "answers.json"


def main() -> None:
    """Write them all; unchanged files stay as they are, byte for byte."""
    for topic in EVENT_TOPICS:
        write(DOCS / "events" / f"{topic.name}.json", schema_of(topic))
    os.environ.setdefault("SANGKIEN_LOCAL", "1")
    os.environ.setdefault("SANGKIEN_ISSUER", "http://127.0.0.1:8080")
    answers = {}
    for service in SERVICES:
        app: FastAPI = importlib.import_module(f"services.{service}.app").app
        write(DOCS / "openapi" / f"{service}.json", app.openapi())
        write(DOCS / "asyncapi" / f"{service}.json", app.state.asyncapi)
        answers[service] = answers_of(app.openapi())
    write(ANSWERS, answers)
    write_problems(DOCS / "problems.json")


def write_problems(path: Path) -> None:
    """All problems and complaints; ends the command when one that was written is gone.

    One that no client has ever met may be taken out of the file by hand first.
    """
    found = catalogue()
    if gone := lost(json.loads(path.read_text()), found) if path.exists() else []:
        raise SystemExit(f"{path.name}: stable for ever, and no longer in the code: {', '.join(gone)}")
    write(path, found)


def write(path: Path, document: dict[str, Any]) -> None:
    """One document, keys sorted, so that a change shows as a change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    print(path.relative_to(DOCS.parent))


if __name__ == "__main__":
    main()
