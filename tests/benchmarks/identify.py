"""Measures how fast the register is searched, and how often the search is right. Run by hand:

python tests/benchmarks/identify.py speed FOLDER [--specimens 100000]
python tests/benchmarks/identify.py real MANIFEST [--cache FILE]

`speed` makes a register of made-up embeddings in FOLDER (about 45 KB a specimen; later runs reuse
it), loads it as `sigverify identify` does, and searches it: the index, the sealed embeddings of the
most likely signatories from the database, and cell-by-cell distances. It prints the ordinary
verification of the five best, with all their specimens and the copy check, separately. Made-up
embeddings take as long as real ones.

`real` measures how good the search is. The register holds the writers of `val`, whom the network
has never seen, with five specimens each, and the writers of `train`. Questioned signatures that are
near-duplicates of a specimen are left out, because they would improve all figures.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from sigverify.datasets.manifest import read_manifest
from sigverify.encoding.distance import embedding_distances, search_vectors
from sigverify.encoding.index import SearchIndex
from sigverify.evaluation.near_duplicates import NEAR_SHARE
from sigverify.records.database import Records, open_records
from sigverify.records.register.embeddings import (
    StoredEmbedding,
    keep_embeddings,
    specimen_embeddings,
)
from sigverify.records.schema import account_signatories, accounts, images, now, signatories
from sigverify.records.schema import specimens as specimens_table
from sigverify.records.vault import Vault
from sigverify.scoring.identity import who_signed
from sigverify.scoring.performance.intervals import clopper_pearson
from sigverify.synthesis.signatures.pen import Pen, draw
from sigverify.synthesis.signatures.signer import make_signer
from sigverify.terms import Label, Split
from sigverify.verification.caches.embeddings import EmbeddingCache
from sigverify.verification.embedding import embed_files
from sigverify.verification.register.identification import SHORTLIST, Register
from sigverify.verification.register.specimens import encoded_signature
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier

ROOT: Final = Path(__file__).resolve().parents[2]
DAY: Final = date(2026, 11, 22)
EACH: Final = 5
SEARCHES: Final = 50
TOP: Final = 5
CHUNK: Final = 1000
GRID: Final = (10, 20, 48)
ADDED: Final = {"added_at": now(), "added_by": "benchmark"}
Cells = NDArray[np.float32]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=ROOT / "trained/base")
    commands = parser.add_subparsers(dest="command", required=True)
    speed = commands.add_parser("speed")
    speed.add_argument("folder", type=Path)
    speed.add_argument("--specimens", type=int, default=100_000)
    real = commands.add_parser("real")
    real.add_argument("manifest", type=Path)
    real.add_argument("--cache", type=Path, help="keep embeddings in this file")
    real.add_argument("--others", type=int, default=2000, help="signatures of `train` beside")
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    cv2.setNumThreads(1)
    verifier = Verifier(options.model, threads=1)
    if options.command == "speed":
        measure_speed(options.folder, count=options.specimens, verifier=verifier)
    else:
        measure_real(
            options.manifest, cache=options.cache, others=options.others, verifier=verifier
        )


def measure_speed(folder: Path, *, count: int, verifier: Verifier) -> None:
    """Make a register, load it, search it."""
    records = open_records(folder / f"{count}.db", vault=Vault(bytes(32)))
    inks = [made_up_ink(seed) for seed in range(20)]
    with records.reading() as connection:
        made_by = connection.scalar(select(specimen_embeddings.c.made_by).limit(1))
    # Embeddings of an earlier run serve as well, even from an older version of the program.
    verifier.embedding_identity = made_by or verifier.embedding_identity
    fill(records, count=count, verifier=verifier, inks=inks)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    register = Register(records, verifier=verifier, day=DAY, progress=lambda done, total: None)
    loaded = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"specimens {len(register.numbers)} of {register.people} signatories")
    print(
        f"loaded in {loaded:.1f} s; index {register.index.memory_bytes / 2**20:.0f} MiB, "
        f"highest memory while loading +{(after - before) / 1024:.0f} MiB"
    )
    rng = np.random.default_rng(7)
    asked = [
        questioned(int(rng.integers(count // EACH)), inks=inks, rng=rng) for _ in range(SEARCHES)
    ]
    right = 0
    wall: list[float] = []
    own: list[float] = []
    for signer, signature in asked:
        found, seconds, busy = timed(partial(register.shortlist, signature, top=TOP))
        wall.append(seconds)
        own.append(busy)
        right += found[0] == signer + 1
    say("search", wall, own)
    print(f"right signatory first: {right} of {SEARCHES} (made-up signers are far apart)")
    embedding = asked[0][1].embedding
    assert embedding is not None
    vector = search_vectors(embedding[None])[0]
    _, seconds, busy = timed(lambda: [register.index.nearest(vector, count=48) for _ in range(20)])
    say("  of it the index", [seconds / 20], [busy / 20])
    wall, own = [], []
    for _, signature in asked[:10]:
        _, seconds, busy = timed(partial(register.identify, signature, top=TOP))
        wall.append(seconds)
        own.append(busy)
    say(f"search and verification of the best {TOP}", wall, own)
    records.close()


Found = TypeVar("Found")


def timed(do: Callable[[], Found]) -> tuple[Found, float, float]:
    """Return the result, the wall-clock seconds and the processor seconds."""
    started, busy = time.perf_counter(), time.process_time()
    found = do()
    return found, time.perf_counter() - started, time.process_time() - busy


def say(what: str, wall: list[float], own: list[float]) -> None:
    """Print one line of times in milliseconds."""
    a, b = 1000 * np.array(wall), 1000 * np.array(own)
    print(
        f"{what}: processor {np.median(b):.1f} ms (95 % within {np.quantile(b, 0.95):.1f}), "
        f"wall {np.median(a):.1f} ms (95 % within {np.quantile(a, 0.95):.1f})"
    )


def made_up_ink(seed: int) -> NDArray[np.uint8]:
    """Return a made-up signature for the copy check."""
    rng = np.random.default_rng(seed)
    return draw(make_signer(rng).write(rng), dpi=200.0, pen=Pen(), rng=rng)


def cells_of(signer: int, rng: np.random.Generator) -> Cells:
    """Makes embeddings: cells of the signer's own with some noise, two of three cells bare."""
    hand = np.random.default_rng([signer, 1])
    descriptors = hand.normal(size=GRID) + 0.4 * rng.normal(size=GRID)
    descriptors /= np.linalg.norm(descriptors, axis=-1, keepdims=True) * 1.05
    inked = (hand.random(GRID[:2]) < 1 / 3).astype(float)
    return np.concatenate([descriptors, inked[..., None]], axis=-1).astype(np.float32)


def questioned(
    signer: int, *, inks: list[NDArray[np.uint8]], rng: np.random.Generator
) -> tuple[int, PreparedSignature]:
    """Return a signature of a made-up signer."""
    return signer, prepared(cells_of(signer, rng), name=f"q{signer}", ink=inks[-1])


def prepared(cells: Cells, *, name: str, ink: NDArray[np.uint8]) -> PreparedSignature:
    """Return an embedding as a signature."""
    return PreparedSignature(
        path=Path(name), page=0, sha256=name, pixels_sha256=name, box=None, quality=(), ink=ink,
        embedding=cells,
    )  # fmt: skip


def fill(
    records: Records, *, count: int, verifier: Verifier, inks: list[NDArray[np.uint8]]
) -> None:
    """Enter made-up signatories with five specimens each, continuing an earlier run."""
    with records.reading() as connection:
        done = len(connection.execute(select(specimens_table.c.id)).all())
    for start in range(done, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        people = sorted({number // EACH for number in numbers})
        with records.writing() as connection:
            connection.execute(accounts.insert(), [
                {"id": p + 1, "number": str(p), "holder": "", **ADDED} for p in people
            ])  # fmt: skip
            connection.execute(signatories.insert(), [
                {"id": p + 1, "name": f"Person {p}", "customer": None, **ADDED} for p in people
            ])  # fmt: skip
            connection.execute(account_signatories.insert(), [
                {"account_id": p + 1, "signatory_id": p + 1, "first_day": DAY} for p in people
            ])  # fmt: skip
            connection.execute(
                images.insert(), [{"sha256": f"i{n}", "sealed": b"x"} for n in numbers]
            )
            connection.execute(specimens_table.insert(), [
                {"id": n + 1, "signatory_id": n // EACH + 1, "image_sha256": f"i{n}",
                 "pixels_sha256": f"p{n}", "page": 0, "quality": "[]", "first_day": DAY, **ADDED}
                for n in numbers
            ])  # fmt: skip
            entries = {}
            for n in numbers:
                cells = cells_of(n // EACH, np.random.default_rng([n, 2]))
                signature = prepared(cells, name=f"p{n}", ink=inks[n % len(inks)])
                vector = search_vectors(cells[None])[0].astype("<f2").tobytes()
                content = encoded_signature(signature)
                entries[n + 1] = StoredEmbedding(content=content, vector=vector)
            keep_embeddings(
                connection, entries, made_by=verifier.embedding_identity, vault=records.vault
            )
        print(f"made {numbers[-1] + 1} of {count}", flush=True)


def measure_real(manifest: Path, *, cache: Path | None, others: int, verifier: Verifier) -> None:
    """Print how good the shortlist and the identification are."""
    rng = np.random.default_rng(0)
    cells, writers, splits = embedded(
        manifest, cache=cache, others=others, verifier=verifier, rng=rng
    )
    refs: list[list[int]] = []
    asked: list[tuple[int, int]] = []
    for writer in np.unique(writers[splits == "val"]):
        rows = rng.permutation(np.flatnonzero(writers == writer))
        near = embedding_distances(cells[rows[EACH:]], cells[rows[:EACH]]).min(axis=1)
        kept = rows[EACH:][near > NEAR_SHARE * verifier.middle_distance]
        asked += [(int(row), len(refs)) for row in kept]
        refs.append(rows[:EACH].tolist())
    people = len(refs)
    for writer in np.unique(writers[splits == "train"]):
        rows = rng.permutation(np.flatnonzero(writers == writer))
        refs += [rows[at : at + EACH].tolist() for at in range(0, len(rows) - EACH + 1, EACH)]
    gallery = np.array(refs).ravel()
    vectors = search_vectors(cells).astype(np.float16)
    index = SearchIndex(vectors[gallery], signers=np.repeat(np.arange(len(refs)), EACH))
    print(
        f"{len(asked)} questioned signatures of {people} writers of val; "
        f"register of {len(refs)} signatories with {len(gallery)} specimens"
    )
    ranks = np.array([
        index.nearest(vectors[row], count=len(refs))[0].tolist().index(own) for row, own in asked
    ])  # fmt: skip
    for limit in (1, TOP, SHORTLIST):
        share(f"own writer among the first {limit} of the index", ranks < limit)
    scaled = ranks * (20_000 / len(refs))
    share(f"... among {SHORTLIST}, ranks scaled to 20,000 signatories", scaled < SHORTLIST)
    whole_register(asked, refs, cells=cells, index=index, vectors=vectors, verifier=verifier)
    of_accounts(asked, refs[:people], cells=cells, verifier=verifier, rng=rng)


def whole_register(
    asked: list[tuple[int, int]],
    refs: list[list[int]],
    *,
    cells: Cells,
    index: SearchIndex,
    vectors: NDArray[np.float16],
    verifier: Verifier,
) -> None:
    """Search the whole register, with the signer in it and without."""
    gallery = np.array(refs).ravel()
    right, wrong, stranger = [], [], []
    for row, own in asked:
        signers, places = index.nearest(vectors[row], count=SHORTLIST + 1)
        apart = embedding_distances(cells[row : row + 1], cells[gallery[places]])[0]
        for inside in (True, False):
            kept = np.ones(len(signers), bool) if inside else signers != own
            best = signers[kept][np.argsort(apart[kept])][:TOP].tolist()
            named = name(row, best, refs, cells=cells, verifier=verifier)
            if inside:
                right.append(named == own)
                wrong.append(named not in (None, own))
            else:
                stranger.append(named is not None)
    share("whole register: the right signatory is named", np.array(right))
    share("whole register: somebody else is named", np.array(wrong))
    share("whole register without the writer: somebody is named", np.array(stranger))


def of_accounts(
    asked: list[tuple[int, int]],
    refs: list[list[int]],
    *,
    cells: Cells,
    verifier: Verifier,
    rng: np.random.Generator,
) -> None:
    """Search accounts of five signatories, made of the writers of `val`."""
    right, first, wrong, stranger = [], [], [], []
    for row, own in asked:
        others = rng.permutation([n for n in range(len(refs)) if n != own])
        account = [own, *others[: TOP - 1].tolist()]
        named = name(row, account, refs, cells=cells, verifier=verifier)
        right.append(named == own)
        wrong.append(named not in (None, own))
        first.append(similarities(row, account, refs, cells=cells, verifier=verifier).argmax() == 0)
        stranger.append(
            name(row, others[:TOP].tolist(), refs, cells=cells, verifier=verifier) is not None
        )
    share("account of five: the right signatory is the most likely", np.array(first))
    share("account of five: the right signatory is named", np.array(right))
    share("account of five: another signatory is named", np.array(wrong))
    share("account of five that the writer is not of: somebody is named", np.array(stranger))
    rate = verifier.settings.values.rates["far_random"]
    print(
        f"the calibration's far_random, one specimen: {rate.errors} of {rate.trials}, at most "
        f"{100 * rate.high:.3f} %; five signatories may reach {100 * TOP * rate.high:.3f} %"
    )


def similarities(
    row: int, people: list[int], refs: list[list[int]], *, cells: Cells, verifier: Verifier
) -> NDArray[np.float64]:
    """Verify a signature against each person's specimens."""
    mine = [cells[refs[person]] for person in people]
    apart = np.stack([embedding_distances(cells[row : row + 1], one)[0] for one in mine])
    among = np.stack([embedding_distances(one, one) for one in mine])
    return verifier.scorer.similarities(apart, references=among)


def name(
    row: int, people: list[int], refs: list[list[int]], *, cells: Cells, verifier: Verifier
) -> int | None:
    """Return the person whom `sigverify identify` names; None if it names nobody."""
    found = similarities(row, people, refs, cells=cells, verifier=verifier)
    identity = who_signed(found[None])[0]
    if identity.signer is None or identity.rivals:
        return None
    accepted = found[identity.signer] >= verifier.thresholds.accept_at
    return people[identity.signer] if accepted else None


def share(what: str, hits: NDArray[np.bool_]) -> None:
    """Print a share with its count and interval, as if a writer's signatures were independent."""
    count = int(np.count_nonzero(hits))
    interval = clopper_pearson(count, trials=hits.size)
    print(
        f"{what}: {100 * count / hits.size:.2f} % ({count} of {hits.size}) "
        f"[{100 * interval.low:.2f}, {100 * interval.high:.2f}]",
        flush=True,
    )


def embedded(
    manifest: Path, *, cache: Path | None, others: int, verifier: Verifier, rng: np.random.Generator
) -> tuple[Cells, NDArray[np.str_], NDArray[np.str_]]:
    """Return embeddings of genuine signatures, with the writer and the split of each."""
    items = [item for item in read_manifest(manifest) if item.label is Label.GENUINE]
    chosen = [item for item in items if item.split is Split.VAL]
    train = [item for item in items if item.split is Split.TRAIN]
    # Take whole writers: a signatory of the register has five specimens.
    train.sort(key=lambda item: item.writer)
    begin = int(rng.integers(max(1, len(train) - others)))
    chosen += train[begin : begin + others]
    kept = EmbeddingCache(cache, made_by=verifier.embedding_identity) if cache else None
    found = embed_files(
        [item.path for item in chosen], verifier=verifier, threads=1, cache=kept,
        progress=lambda done, total: print(f"embedded {done} of {total}", flush=True)
        if done % 512 == 0 else None,
    )  # fmt: skip
    if kept is not None:
        kept.close()
    usable = [
        (item, file.signature.embedding)
        for item, file in zip(chosen, found.files, strict=True)
        if file.signature is not None and file.signature.embedding is not None
    ]
    return (
        np.stack([cells for _, cells in usable]),
        np.array([item.writer for item, _ in usable]),
        np.array([item.split.value for item, _ in usable]),
    )


if __name__ == "__main__":
    main()
