"""``Graph``: the loaded knowledge, and every question that can be put to it. All faces call this and nothing below (F6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipgraph import identity, resources, schema, settings
from chipgraph.answers.trace import Trace
from chipgraph.arrays.choose import Engine
from chipgraph.dates import DateError, parse
from chipgraph.errors import UsageError
from chipgraph.grades import Grades
from chipgraph.law_questions import LawQuestions
from chipgraph.names import Hit, Names
from chipgraph.questions.asking import Name, RouteQuestions, several
from chipgraph.records import Records
from chipgraph.settings import Settings
from chipgraph.stores.disk import DatasetContent, DiskStore, LoadReport
from chipgraph.tracing import TraceOptions, Tracer
from chipgraph.view import Entity, View
from chipgraph.view.build import build

if TYPE_CHECKING:
    from chipgraph.flags.judging import RouteJudge
    from chipgraph.neo4j_server import Connection
    from chipgraph.results import Result


def open(home: str | Path | None = None) -> Graph:
    """Open the graph in a folder, by default the one of the settings.

    >>> import tempfile
    >>> g = open(tempfile.mkdtemp())
    >>> g.store.current is None
    True
    """
    return Graph(settings.load({} if home is None else {"home": str(home)}))


class Graph(RouteQuestions, LawQuestions):
    """One graph on disk, opened for questions.

    Views are built once per day of knowledge and kept. Loading replaces them.
    """

    def __init__(self, chosen: Settings) -> None:
        self.settings = chosen
        self.store = DiskStore(chosen.home)
        self._views: dict[int | None, View] = {}
        self._tracers: dict[tuple[int | None, str], Tracer] = {}
        self._judges: dict[int | None, RouteJudge] = {}

    @cached_property
    def schema(self) -> schema.Schema:
        """The ontology, as Python reads it."""
        return schema.load()

    @cached_property
    def grades(self) -> Grades:
        """The table from method to grade (O24)."""
        return Grades.load()

    @cached_property
    def records(self) -> Records:
        """All rows of all loaded datasets."""
        return self.store.records()

    @property
    def digest(self) -> str:
        """Digest of the loaded graph: data, judgements and rules together."""
        return self.store.generation().name

    def view(self, known_on: str | None = None) -> View:
        """Build or reuse the View of what is known, or was known on a day (O30)."""
        day = _day(known_on)
        if day not in self._views:
            log = identity.read_log(self.settings.home)
            resolved = identity.resolve(log, self.records, self.schema, known_on=day)
            self._views[day] = build(self.records, self.schema, resolved, self.grades, day, self.digest)
        return self._views[day]

    def names(self, known_on: str | None = None) -> Names:
        """Names and aliases, to search and to resolve."""
        return Names(self.view(known_on))

    def search(self, text: str, limit: int = 20, known_on: str | None = None) -> list[Hit]:
        """Find entities by name, in any script, best first; with a day, only those that were known by then (O30).

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> g.search("台积电")[0].entity.id
        'firm-tsmc'
        """
        return self.names(known_on).search(text, limit)

    def entity(self, name: str) -> Entity:
        """Find the one entity of this id or name.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
        """
        return self.names().entity(name)

    def trace(
        self,
        start: Name | None = None,
        end: Name | None = None,
        *,
        to: Name | None = None,
        law: bool | str = False,
        explain: bool = False,
        **bounds: Any,
    ) -> Trace:
        """Find the routes by which an item can have moved from start to end.

        Parameters
        ----------
        start
            A party (it holds something not named yet) or a product (whoever holds it); None asks from every origin (W7).
        end, to
            A party or a product; two spellings of one parameter, so that ``trace(to="Ascend 910C")`` reads well.
        law
            Judge every hop by the law (W22 to W25): True on the days on which it can have happened, a date as of that day.
        explain
            Say in the certificate what each filter and bound kept out (``pruned``).
        bounds
            Any field of ``TraceOptions``: ``known_on``, ``max_transfers``, ``mode``, ``min_strength``, ``since``, ...

        Returns
        -------
        Trace
            Routes in the order of W21, what is denied between the parties, and the certificate. *No route* is an answer.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError, UsageError

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> routes = g.trace("Sophgo", "Huawei")
        >>> first = routes.routes[0]
        >>> first["verdict"], first["strength"], first["disputed"]
        ('possible', 'alleged', True)
        >>> routes.certificate["exhaustive"]
        True
        """
        if end is not None and to is not None:
            raise UsageError("Give the end once: as second name, or as `to`.")
        options = TraceOptions.of(bounds, self.settings)
        tracer, ends = self.tracer(options), several(end if end is not None else to)
        found = tracer.trace(several(start), ends, options)
        if explain and ends is not None:
            from dataclasses import asdict

            from chipgraph.questions.pruning import pruned

            kept_out = pruned(tracer.finder, tracer.put(several(start), ends, options))
            found = replace(found, certificate={**found.certificate, "pruned": [asdict(p) for p in kept_out]})
        return self._licensed(self._judged(found, options, law) if law else found, options)

    def _judged(self, found: Trace, options: TraceOptions, law: bool | str) -> Trace:
        from chipgraph.flags.scan import judged

        return judged(found, self.judge(options.known_on), law if isinstance(law, str) else None)

    def judge(self, known_on: str | None = None) -> RouteJudge:
        """The judge of routes by the law, over what is known or was known on a day."""
        from chipgraph.flags.judging import RouteJudge

        day = _day(known_on)
        if day not in self._judges:
            self._judges[day] = RouteJudge(self.view(known_on))
        return self._judges[day]

    def trace_queries(
        self,
        language: str,
        start: Name | None = None,
        end: Name | None = None,
        *,
        to: Name | None = None,
        **bounds: Any,
    ) -> list[str]:
        """Write a trace in another language, to run it there: ``sparql`` (one query a length) or ``cypher``.

        The Cypher text starts with the ``:param`` lines of Neo4j Browser and walks the load with the digest of this view.

        Raises
        ------
        UsageError
            If there is no such language, or an end is missing.
        """
        from chipgraph import engines

        wanted = several(end if end is not None else to)
        if wanted is None:
            raise UsageError("Say where the route ends: a party or a product.")
        options = TraceOptions.of(bounds, self.settings)
        asked = engines.ask(self.tracer(options), several(start), wanted, options)
        if language == "sparql":
            return list(engines.sparql_texts(asked))
        if language == "cypher":
            return [engines.browser_text(asked, self.view(options.known_on).digest)]
        raise UsageError(f"There is no language {language!r}. Write sparql or cypher.")

    def tracer(self, options: TraceOptions) -> Tracer:
        """The tracer of a day of knowledge and a mode: its view, holdings and route engine."""
        key = (_day(options.known_on), options.mode)
        if key not in self._tracers:
            self._tracers[key] = Tracer(
                self.view(options.known_on),
                options.mode,
                self.digests,
                self.dataset_lines,
                Engine(self.settings.engine),
                self.settings.cache,
            )
        return self._tracers[key]

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Digests of data, ontology, law and graph, for certificates (W26)."""
        from chipgraph.law.loading import digest_of

        manifest = self.store.manifest()
        return {
            "graph": self.digest,
            "records": manifest["records"],
            "ontology": self.schema.digest,
            "law": digest_of(resources.ontology() / "law"),
        }

    @cached_property
    def dataset_lines(self) -> Sequence[Mapping[str, Any]]:
        """Per dataset: name, title, authority, dates, licence, rows, quarantined rows (W26, W28)."""
        from chipgraph.answers.catalog import dataset_lines

        return dataset_lines(self.records, self.store.manifest()["datasets"], self.schema)

    def licences(self, answer: object, known_on: str | None = None) -> list[dict[str, Any]]:
        """List the sources and datasets that an answer draws on, with their terms; None stands for the whole graph.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> [line["redistribution"] for line in g.licences(["firm-tsmc"])]
        ['attribution']
        """
        from chipgraph import licences

        lines = licences.of_whole(self.records) if answer is None else licences.drawn_on(self.view(known_on), answer)
        return [line.to_dict() for line in lines]

    def certificate(
        self, question: Mapping[str, Any], answer: object = None, known_on: str | None = None
    ) -> dict[str, Any]:
        """Write the certificate of an answer that is no route: question, digests, datasets, licences (F4, F7).

        Parameters
        ----------
        question
            What was asked, so that it can be asked again.
        answer
            Rows or a document whose ids tell what it draws on; None where they cannot, then all datasets stand there.
        """
        import chipgraph

        lines = self.licences(answer, known_on)
        drawn = {line["id"] for line in lines}
        return {
            "question": dict(question),
            "engine": f"chipgraph {chipgraph.__version__}",
            "digests": dict(self.digests),
            "datasets": [line for line in self.dataset_lines if f"dataset-{line['name']}" in drawn],
            "licences": lines,
        }

    def claims(self, name: str, other: str | None = None, known_on: str | None = None) -> Result:
        """List who asserts and who denies: everything about one party, product, record or relation, or between two.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> sorted({claim["maker"] for claim in g.claims("Sophgo", "Huawei") if claim["stance"] == "denies"})
        ['Sophgo']
        """
        from chipgraph.answers.listing import claims_about

        found = claims_about(self.view(known_on), self.names(known_on), name, other)
        question = {"ask": "claims", "name": name, "other": other, "known_on": known_on}
        return replace(found, certificate=self.certificate(question, found.rows, known_on))

    def show(self, name: str, known_on: str | None = None) -> Mapping[str, Any]:
        """Describe one entity: names, properties, every relation with its status and denials."""
        from chipgraph.answers.listing import describe_entity

        described = describe_entity(self.view(known_on), self.names(known_on).entity(name))
        question = {"ask": "show", "name": name, "known_on": known_on}
        return {**described, "certificate": self.certificate(question, described, known_on)}

    def sparql(self, query: str) -> Result:
        """Ask in SPARQL 1.1, read-only: the default graph is the View, named graphs are the records of a dataset.

        >>> import chipgraph
        >>> g = chipgraph.open()
        >>> where = "?p a cg:Fabrication ; cg:source cgr:firm-tsmc ; cg:target cgr:firm-sophgo ; cg:standing ?is"
        >>> g.sparql(f"SELECT DISTINCT ?is {{ {where} }}").column("is")
        ('undisputed',)
        """
        from chipgraph.results import Result
        from chipgraph.stores.protocol import QueryLimits
        from chipgraph.stores.sparql import SparqlStore

        limits = QueryLimits(seconds=self.settings.sparql_seconds)
        with SparqlStore(self.store.generation() / "rdf") as store:
            answer = store.query(query, limits=limits)
        return Result.of_answer(answer, self.certificate({"ask": "sparql", "query": query}))

    def cypher(self, query: str, **parameters: Any) -> Result:
        """Ask the configured or started Neo4j in Cypher, read-only, by parameters."""
        from chipgraph.results import Result
        from chipgraph.stores.neo4j import Neo4jStore
        from chipgraph.stores.protocol import QueryLimits

        limits = QueryLimits(seconds=self.settings.cypher_seconds)
        with Neo4jStore(self._neo4j()) as store:
            answer = store.query(query, parameters, limits)
            digest = store.digest()
        question = {"ask": "cypher", "query": query, "parameters": parameters}
        # A server that others share may be asked from a machine that holds no graph of its own.
        known = {"question": question, "digests": {}} if self.store.current is None else self.certificate(question)
        return Result.of_answer(answer, {**known, "digests": {**known["digests"], "neo4j": digest}})

    def _neo4j(self) -> Connection:
        """The Neo4j that the settings name, else the one that was started here."""
        from chipgraph.neo4j_server import connection

        chosen = self.settings
        return connection(chosen.home, chosen.neo4j_uri, chosen.neo4j_user, chosen.neo4j_password)

    def neo4j_digest(self) -> str | None:
        """Digest of the graph that the Neo4j holds; None if it holds none."""
        from chipgraph.stores.neo4j import Neo4jStore

        with Neo4jStore(self._neo4j()) as store:
            return store.digest()

    def put(self, changes: Mapping[str, DatasetContent | None]) -> LoadReport:
        """Load datasets in place of those of the same name, or remove them (None); all of it or nothing."""
        from chipgraph.loading import Loader

        report = Loader(self.store, self.schema, self.grades).load(changes)
        self._forget()
        return report

    def load(self, *files: str | Path) -> LoadReport:
        """Load claim sheets (YAML, CSV, XLSX); each is one dataset."""
        from chipgraph.loading import read_sheets

        return self.put(read_sheets([Path(f) for f in files], self.schema))

    def _forget(self) -> None:
        self._views.clear()
        self._tracers.clear()
        self._judges.clear()
        for name in ("records", "digests", "dataset_lines"):
            self.__dict__.pop(name, None)


def _day(text: str | None) -> int | None:
    """The last day that a date can mean: what was known *on* 2024 was known by its end."""
    if text is None:
        return None
    try:
        return parse(text).hi
    except DateError as error:
        raise UsageError(str(error)) from error
