"""Whether a reader of an older schema can read what a newer publisher writes."""

from typing import Any

Schema = dict[str, Any]


def breaks(old: Schema, new: Schema) -> list[str]:
    """Every way in which `new` would surprise a reader of `old`; empty when it is compatible."""
    return list(_breaks(old, new, old, new, "$"))


def _breaks(old: Schema, new: Schema, old_root: Schema, new_root: Schema, at: str) -> list[str]:
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    found: list[str] = []
    for name, was in old.get("properties", {}).items():
        now = new.get("properties", {}).get(name)
        if now is None:
            found.append(f"{at}.{name}: removed")
            continue
        if name in old.get("required", []) and name not in new.get("required", []):
            found.append(f"{at}.{name}: no longer always there")
        found += _breaks(was, now, old_root, new_root, f"{at}.{name}")
    for name in new.get("required", []):
        if name not in old.get("properties", {}):
            found.append(f"{at}.{name}: a new field must have a default, or older events cannot be read")
        elif name not in old.get("required", []):
            found.append(f"{at}.{name}: became required, so older events cannot be read")
    found += _value_breaks(old, new, at)
    if "items" in old and "items" in new:
        found += _breaks(old["items"], new["items"], old_root, new_root, f"{at}[]")
    return found


def _value_breaks(old: Schema, new: Schema, at: str) -> list[str]:
    found: list[str] = []
    if _types(new) != _types(old):
        found.append(f"{at}: was {sorted(_types(old))}, is {sorted(_types(new))}")
    if set(new.get("enum", [])) != set(old.get("enum", [])):
        found.append(f"{at}: its values changed; readers refuse a state they do not know")
    if old.get("format") != new.get("format"):
        found.append(f"{at}: its format changed")
    if old.get("const") != new.get("const"):
        found.append(f"{at}: its constant changed")
    return found


def _types(schema: Schema) -> set[str]:
    if "anyOf" in schema:
        return {str(part.get("type", part.get("$ref", "any"))) for part in schema["anyOf"]}
    return {str(schema.get("type", "any"))}


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema
