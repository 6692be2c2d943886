"""The ground: every record that can be walked, sorted both ways once, as the loops read it (W2 to W5).

A graph of ten million records takes a few seconds to sort and is then asked any number of questions. Possessions stand by
(sender, product), those that name none first, so that what leaves a holding is one run of rows; and by recipient, to go back
from an end. All else is small: groups, services, lineage, ties, and the variant tree.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chipgraph.dates import FIRST, LAST
from chipgraph.routes.steps import ANY, Int32, UInt8
from chipgraph.routes.walk import Lineages, Relations, Ties, variant_tree

Int64 = npt.NDArray[np.int64]


Table = npt.NDArray[np.int32]

OTHER, S1, E2, ROW = 0, 1, 2, 3
"""What every run of rows begins with: the other end, the outer window, and the number of the record."""

NAMED = 4
"""Of possessions out of a party: the product that the record names."""

OUTPUT = 4
"""Of services: what is packaged."""

OPERATOR, DESIGN = 4, 5
"""Of lineage: who holds it after a deployment, and whether it is a design match."""

CLIENT, STRENGTH, DISPUTED = 4, 5, 6
"""Of ties: whether the party had it made, and how well that is established."""

ENTER, LEAVE, KNOWN, FITTING = 0, 1, 2, 3
"""Of products: the span in the variant tree, the first day on which a record names it, and the class of its HS codes."""


class Runs(NamedTuple):
    """Rows by one of their ends: ``rows[first[v] : first[v + 1]]`` stand at v. One row is one line of memory."""

    first: Int64
    rows: Table


class Lists(NamedTuple):
    """Several numbers for each product or party: ``of[first[v] : first[v + 1]]``."""

    first: Int64
    of: Int32


class Ground(NamedTuple):
    """All of it.

    ``out`` and ``into`` are the possessions by sender (then product) and by recipient; ``by_product`` the rows of ``out``
    that name a product. ``lineage`` holds a design match both ways (W3); ``made_of`` is the same backwards. ``ties`` are
    those of each party, by product and then in the order of the table. ``served`` are, per product, what comes to whoever
    packages it (W4). ``differs[hs[row], fitting]`` says whether a row's HS code excludes a product (W2).
    """

    parties: int
    products: int
    out: Runs
    into: Runs
    by_product: Lists
    groups: Runs
    groups_into: Runs
    services: Runs
    services_into: Runs
    served: Lists
    kin: Lists
    about: Table
    lineage: Runs
    made_of: Lists
    ties: Runs
    makers: Lists
    operators: Int32
    hs: Int32
    differs: UInt8
    identified: UInt8


def _order(*keys: npt.NDArray[np.signedinteger]) -> Int64:
    """Sort by several keys, the first one first, equal ones in the order of the rows; one sort of numbers if they fit."""
    low = [int(key.min()) if len(key) else 0 for key in keys]
    wide = [int(key.max()) - at + 1 if len(key) else 1 for key, at in zip(keys, low, strict=True)]
    joined = np.zeros(len(keys[0]), np.int64)
    for key, at, width in zip(keys, low, wide, strict=True):
        joined = joined * width + (key - at)
    return np.argsort(joined, kind="stable")


def _first(sorted_keys: npt.NDArray[np.signedinteger], count: int) -> Int64:
    return np.concatenate([[0], np.cumsum(np.bincount(sorted_keys, minlength=count))]).astype(np.int64)


def _runs(here: Int32, count: int, order: Int64, *columns: npt.NDArray[np.generic]) -> Runs:
    """Write columns as rows, one after another in the given order."""
    rows = np.empty((len(order), len(columns)), np.int32)
    for i, column in enumerate(columns):
        rows[:, i] = column[order]
    return Runs(_first(here, count), rows)


def _moves(here: Int32, other: Int32, s1: Int32, e2: Int32, count: int, *more: Int32) -> Runs:
    order = np.argsort(here, kind="stable")
    return _runs(here, count, order, other, s1, e2, *more)


def _lists(owner: npt.NDArray[np.signedinteger], of: npt.NDArray[np.signedinteger], count: int) -> Lists:
    order = np.argsort(owner, kind="stable")
    return Lists(_first(owner, count), of[order].astype(np.int32))


def _kin(parent: Int32) -> Lists:
    """All products that match each: ancestors and descendants, in the order of ``holdings.ways``."""
    kin: list[list[int]] = [[] for _ in range(len(parent))]
    above = parent.tolist()
    for node in range(len(parent)):
        up = node
        while up >= 0:
            kin[node].append(up)
            if up != node:
                kin[up].append(node)
            up = above[up]
    sizes = np.fromiter((len(own) for own in kin), np.int64, len(kin))
    flat = np.fromiter((product for own in kin for product in own), np.int32, int(sizes.sum()))
    return Lists(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), flat)


def _both_ways(lineages: Lineages) -> tuple[Int64, Int32, Int32]:
    """Rows of the lineages with their ends; a design match also the other way."""
    rows = np.arange(len(lineages.source))
    back = np.flatnonzero(lineages.design_match & (lineages.source != lineages.target))
    return (
        np.concatenate([rows, back]),
        np.concatenate([lineages.source, lineages.target[back]]),
        np.concatenate([lineages.target, lineages.source[back]]),
    )


def _lineage(lineages: Lineages, products: int) -> tuple[Runs, Lists]:
    rows, source, target = _both_ways(lineages)
    columns = lineages.columns
    own = (target, columns.s1[rows], columns.e2[rows], rows, lineages.operator[rows], lineages.design_match[rows])
    forward = _runs(source, products, np.argsort(source, kind="stable"), *own)
    return forward, _lists(target, source, products)


def _served(relations: Relations, kin: Lists) -> Lists:
    """Per product that somebody packages: every product that matches a direct component of it or of its kin (W4)."""
    lineages = relations.lineages
    direct = lineages.direct
    parts = _lists(lineages.target[direct], lineages.source[direct], relations.products)

    def of(lists: Lists, product: int) -> list[int]:
        own: list[int] = lists.of[lists.first[product] : lists.first[product + 1]].tolist()
        return own

    outputs: list[int] = []
    held: list[int] = []
    for output in np.unique(relations.services.output).tolist():
        components = {part for like in of(kin, output) for part in of(parts, like)}
        found = sorted({like for part in components for like in of(kin, part)})
        outputs.extend([output] * len(found))
        held.extend(found)
    return _lists(np.asarray(outputs, np.int64), np.asarray(held, np.int64), relations.products)


def _ties(ties: Ties, parties: int) -> Runs:
    order = np.lexsort((ties.product, ties.party))
    row = np.arange(len(order), dtype=np.int32)
    own = (ties.product, ties.s1, ties.e2, row, ties.client, ties.strength, ties.disputed)
    return _runs(ties.party, parties, order, *own)


def _known(relations: Relations, kin: Lists) -> Int32:
    """The first day on which a walked record names each product or one that matches it; ``FIRST`` if none does (W2)."""
    possessions, columns = relations.possessions, relations.possessions.columns
    told = np.flatnonzero((possessions.product != ANY) & ~columns.denied & (columns.s1 != FIRST))
    own = np.full(relations.products, LAST, np.int32)
    np.minimum.at(own, possessions.product[told], columns.s1[told])
    known = np.full(relations.products, LAST, np.int32)
    owner = np.repeat(np.arange(relations.products), np.diff(kin.first))
    np.minimum.at(known, owner, own[kin.of])
    known[known == LAST] = FIRST
    return known


def _hs(relations: Relations) -> tuple[Int32, Int32, UInt8]:
    """Codes of rows and of products as numbers, and which exclude each other (W2)."""
    rows, products = relations.possessions.hs, relations.product_hs
    if rows is None or products is None:
        return np.zeros(1, np.int32), np.zeros(relations.products, np.int32), np.zeros((1, 1), np.uint8)
    codes = {code: i for i, code in enumerate(dict.fromkeys(["", *rows]))}
    fits = {own: i for i, own in enumerate(dict.fromkeys([(), *products]))}
    differs = np.zeros((len(codes), len(fits)), np.uint8)
    for code, i in codes.items():
        for own, j in fits.items():
            differs[i, j] = bool(code and own) and not any(code.startswith(f) or f.startswith(code) for f in own)
    return (
        np.fromiter((codes[code] for code in rows), np.int32, len(rows)),
        np.fromiter((fits[own] for own in products), np.int32, len(products)),
        differs,
    )


def lay(relations: Relations) -> Ground:
    """Sort a graph for the loops."""
    possessions, groups, services = relations.possessions, relations.groups, relations.services
    parties, products = relations.parties, relations.products
    columns = possessions.columns
    by_sender = _order(possessions.sender, possessions.product)
    sent = (possessions.recipient, columns.s1, columns.e2, np.arange(len(by_sender)), possessions.product)
    out = _runs(possessions.sender, parties, by_sender, *sent)
    named = out.rows[:, NAMED]
    naming = np.flatnonzero(named != ANY)
    kin = _kin(relations.parent)
    enter, leave = variant_tree(relations.parent)
    lineage, made_of = _lineage(relations.lineages, products)
    makers = np.unique(np.stack([relations.ties.product, relations.ties.party])[:, relations.ties.maker], axis=1)
    hs, fitting, differs = _hs(relations)
    operators = np.unique(relations.lineages.operator)
    always = np.full(len(services.client), FIRST, np.int32)
    packed = (always, services.columns.e2, parties, np.arange(len(always), dtype=np.int32), services.output)
    grouped = (groups.columns.s1, groups.columns.e2, parties, np.arange(len(groups.source), dtype=np.int32))
    return Ground(
        parties=parties,
        products=products,
        out=out,
        into=_moves(possessions.recipient, possessions.sender, columns.s1, columns.e2, parties),
        by_product=_lists(named[naming], naming, products),
        groups=_moves(groups.source, groups.target, *grouped),
        groups_into=_moves(groups.target, groups.source, *grouped[:3]),
        services=_moves(services.client, services.performer, *packed),
        services_into=_moves(services.performer, services.client, *packed[:3]),
        served=_served(relations, kin),
        kin=kin,
        about=np.stack([enter, leave, _known(relations, kin), fitting], axis=1),
        lineage=lineage,
        made_of=made_of,
        ties=_ties(relations.ties, parties),
        makers=_lists(makers[0], makers[1], products),
        operators=operators[operators != ANY].astype(np.int32),
        hs=hs,
        differs=differs,
        identified=possessions.identified.astype(np.uint8),
    )
