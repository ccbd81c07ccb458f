"""`make words`: the portal's sentences into its catalogues; what is new waits there to be translated."""

from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from portal.web.language import STAFF

PORTAL: Final = Path(__file__).parent.parent / "portal"
LOCALES: Final = PORTAL / "locales"
METHODS: Final = [("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS: Final = {"templates/**.html": {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}
KEYWORDS: Final = {"_": None, "gettext": None, "ngettext": (1, 2), "words": None, "N_": None}


STAFF_PLACES: Final = (
    *(f"{folder}/" for folder in STAFF),
    *(f"templates/{folder}/" for folder in STAFF),
    "web/refusal_words/staff.py",
)


def is_for_staff(message: Message) -> bool:
    """Whether a sentence stands on pages of people with a grant alone: these are in Vietnamese and English."""
    return all(place.startswith(STAFF_PLACES) for place, _line in message.locations)


def extracted() -> Catalog:
    """Every sentence of templates and code, with where it stands."""
    found = Catalog(project="sangkien", charset="utf-8")
    for file, _line, message, comments, context in extract_from_dir(
        PORTAL, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS
    ):
        found.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return found


def updated(path: Path, template: Catalog) -> bytes:
    """A language's catalogue with what is new and without what is gone; nothing is guessed from what is alike."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    written = BytesIO()
    write_po(written, catalogue, width=118, sort_output=True, include_lineno=False, omit_header=False)
    return b"\n".join(line for line in written.getvalue().split(b"\n") if not line.startswith(_DATED))


_DATED: Final = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b"# FIRST AUTHOR")


def main() -> None:
    """Write all of them."""
    template = extracted()
    for path in sorted(LOCALES.glob("*.po")):
        path.write_bytes(updated(path, template))
        print(path.relative_to(PORTAL.parent))


if __name__ == "__main__":
    main()
