"""What the portal judges answers by is what the services' documents say of them."""

import json

from deploy.answers import answers_of
from deploy.documents import ANSWERS, DOCS
from shared.events import SERVICES


def test_the_portal_knows_each_service_s_answers_as_its_document_has_them() -> None:
    documents = {name: json.loads((DOCS / "openapi" / f"{name}.json").read_text()) for name in SERVICES}
    made = {name: answers_of(document) for name, document in documents.items()}
    assert json.loads(ANSWERS.read_text()) == made, "make docs"


def test_every_named_part_of_an_answer_is_known() -> None:
    for name, known in json.loads(ANSWERS.read_text()).items():
        named = {part.rpartition("/")[2] for part in refs(known)}
        assert named == set(known["schemas"]), name


def refs(value: object) -> list[str]:
    """Every reference in it."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [str(value["$ref"])] if isinstance(value, dict) and isinstance(value.get("$ref"), str) else []
    return own + [found for one in inner for found in refs(one)]
