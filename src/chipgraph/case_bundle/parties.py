"""The parties of a case by name: whoever is not in it is not asked about it."""

from __future__ import annotations

from chipgraph.case_bundle.bundle import CaseBundle
from chipgraph.errors import AmbiguousNameError, NameNotFoundError


def party(bundle: CaseBundle, name: str) -> tuple[str, str]:
    """Find a party on the routes, or among the denied relations, of a case: its id and caption.

    Raises
    ------
    NameNotFoundError, AmbiguousNameError
    """
    captions = _captions(bundle)
    if name in captions:
        return name, captions[name]
    wanted = name.casefold()
    found = [(id, caption) for id, caption in captions.items() if caption.casefold() == wanted]
    found = found or [(id, caption) for id, caption in captions.items() if wanted in caption.casefold()]
    if not found:
        raise NameNotFoundError(name, sorted(captions.values())[:5])
    if len(found) > 1:
        raise AmbiguousNameError(name, [(id, caption, "party of the case") for id, caption in found])
    return found[0]


def _captions(bundle: CaseBundle) -> dict[str, str]:
    answer = bundle.answer
    ends = [*(answer["question"]["start"] or ()), *answer["question"]["end"]]
    found = {end["id"]: end["caption"] for end in ends}
    relations = [step for route in answer["routes"] for step in route["steps"]] + list(answer["denied_relations"])
    for relation in relations:
        for role in ("from", "to"):
            found[relation[role]] = relation[f"{role}_caption"]
        for claim in relation["claims"]:
            found.setdefault(claim["maker"], claim["maker_caption"])
    return found
