"""How long a file of shipment lines takes. Run: python benchmarks/screen.py [lines] [--out FILE] [--form csv|xlsx|jsonl].

The lines are made up from a seed. Of the names, two in a hundred are listed parties as the lists write them, three are such names
with a letter cut or a word added, the rest are invented. Each consignor ships ten items; a consignee has one territory; a few parties
ship most lines, as in trade data. One line in fifty cannot be read. Dates run over two years. ``--mixed`` draws all of that anew
for each line, with a third of the names listed and a third nearly so: hardly two lines have anything in common.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import platform
import random
import tempfile
import time
from pathlib import Path

import chipgraph
from chipgraph.graph import Graph
from chipgraph.law import shipped

TERRITORIES = ("CN", "HK", "SG", "MY", "TW", "US", "NL", "DE", "AE", "IN", "JP", "KR", "Vietnam", "Turkey", "")
WORDS = ("Harbour", "Bright", "Northern", "Lotus", "Granite", "Summit", "Delta", "Orchid", "Falcon", "Meridian")
KINDS = ("Trading", "Electronics", "Computing", "Logistics", "Data", "Components", "Imaging", "Systems")
FORMS = ("Co., Ltd.", "GmbH", "B.V.", "Pte. Ltd.", "LLC", "Inc.")
TEXTS = ("{}", "{}", "{}", "{} accelerator card", "card {} with cooler", "memory module", "server board")


def names(graph: Graph, count: int, share: int, seed: random.Random) -> list[str]:
    """Make names of parties: of each hundred, ``share`` are listed, half as many more nearly so, and the rest invented."""
    view = graph.view()
    listed = [name for id in graph.judge().parties.listed() for name in view.entities[id].names]
    made = []
    for number in range(count):
        drawn, name = seed.randrange(100), seed.choice(listed)
        if drawn >= 2.5 * share:
            name = f"{seed.choice(WORDS)} {number:05d} {seed.choice(KINDS)} {seed.choice(FORMS)}"
        elif drawn >= share:
            words = name.split()
            name = " ".join([words[0][:-1] or words[0], *words[1:], seed.choice(KINDS)])
        made.append(name)
    return made


def write_lines(path: Path, graph: Graph, lines: int, parties: int, mixed: bool, number: int) -> None:
    """Write a file of lines."""
    seed = random.Random(number)
    known = names(graph, parties, 33 if mixed else 2, seed)
    chips = [chip.name for chip in shipped().by_name.values()]
    ranks = range(len(known))
    weights = [1.0 if mixed else 1 / (rank + 1) for rank in ranks]
    drawn = iter(seed.choices(ranks, weights, k=3 * lines))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["date", "item", "quantity", "unit", "shipper", "consignee", "end user", "from", "to"])
        for _ in range(lines):
            date = (dt.date(2023, 6, 1) + dt.timedelta(days=seed.randrange(730))).isoformat()
            if seed.random() < 0.02:
                date = "30/02/2023"
            sender, receiver, user = next(drawn), next(drawn), next(drawn)
            chip = seed.choice(chips) if mixed else chips[(sender * 7 + seed.randrange(10)) % len(chips)]
            origin = seed.choice(TERRITORIES) if mixed else TERRITORIES[sender % len(TERRITORIES)]
            destination = seed.choice(TERRITORIES) if mixed else TERRITORIES[receiver % len(TERRITORIES)]
            end_user = known[user] if seed.random() < 0.3 else ""
            item = TEXTS[len(chip) % len(TEXTS)].format(chip)
            writer.writerow(
                [
                    date,
                    item,
                    seed.randrange(1, 500),
                    "pcs",
                    known[sender],
                    known[receiver],
                    end_user,
                    origin,
                    destination,
                ]
            )


def processor() -> float:
    """Seconds of the processor so far, of this process and of the copies that it has made."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def main() -> None:
    """Screen a made-up file on the graph of this checkout, and print the seconds of each part."""
    parser = argparse.ArgumentParser()
    parser.add_argument("lines", type=int, nargs="?", default=100_000)
    parser.add_argument("--parties", type=int, default=5_000)
    parser.add_argument("--form", default="csv", choices=["csv", "xlsx", "jsonl"])
    parser.add_argument("--mixed", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    graph = chipgraph.open()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "lines.csv"
        write_lines(source, graph, chosen.lines, chosen.parties, chosen.mixed, chosen.seed)
        graph = chipgraph.open()
        begun, worked = time.perf_counter(), processor()
        graph.judge()
        opened = time.perf_counter()
        answer = graph.screen(source)
        judged = time.perf_counter()
        answer.save(Path(folder) / f"out.{chosen.form}")
        answer.save_summary(Path(folder) / "out.html")
        ended = time.perf_counter()
    told = {
        "lines": chosen.lines,
        "parties": chosen.parties,
        "mixed": chosen.mixed,
        "form": chosen.form,
        "seed": chosen.seed,
        "seconds": {
            "open": round(opened - begun, 1),
            "judge": round(judged - opened, 1),
            "write": round(ended - judged, 1),
            "in all": round(ended - begun, 1),
            "processor": round(processor() - worked, 1),
        },
        "findings": answer.certificate["findings"],
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }
    text = json.dumps(told, indent=1)
    print(text)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
