"""The steps from a bank's signatures to a calibration in force, and the rules between them.

The wizard's pages draw this class, and tests use it without a window. It uses no window system and
no threads: long steps take ``progress`` and ``cancelled`` and may run in any thread, one at a time.
A step that fails or is cancelled changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path

from sigverify.calibration.curves import Curves, Day, curves_of, day_of
from sigverify.calibration.data import CheckedImages, check_images
from sigverify.calibration.policy import PolicyRequest, Scaling
from sigverify.calibration.profile import profile
from sigverify.calibration.run import Checked, Chosen, ScaledParts, check_on_held_out, choose, scale
from sigverify.calibration.scores import (
    DEFAULT_REFERENCES,
    score_images,
    score_table,
)
from sigverify.calibration.source import LabelledImages, ReadyScores, read_source
from sigverify.calibration.store import CalibrationStore
from sigverify.encoding.artefact import Artefact, load_artefact
from sigverify.errors import UsageError
from sigverify.paths import cache_folder
from sigverify.progress import Cancelled, Progress, never
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.roles import Permission
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.performance.rates import Rates
from sigverify.scoring.thresholds.choosing import rates_at
from sigverify.scoring.thresholds.trade_off import TradeOff, trade_offs
from sigverify.verification.caches.embeddings import EMBEDDINGS_NAME, EmbeddingCache
from sigverify.verification.calibration_values import CalibrationValues
from sigverify.verification.recording import recorder_in_use
from sigverify.verification.verifier import Verifier


class Step(IntEnum):
    """The next step."""

    CHOOSE_DATA = 0
    CHECK_DATA = 1
    SCORE = 2
    CHOOSE_POLICY = 3
    HOLD_OUT = 4
    SIGN = 5
    ACTIVATE = 6
    DONE = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Preview:
    """The result of a policy on the signers on whom thresholds are chosen.

    Attributes:
        chosen: thresholds and rates.
        day: a day's cheques at the thresholds for unknown amounts.
    """

    chosen: Chosen
    day: Day


class CalibrationFlow:
    """One calibration, from data to profile.

    Attributes:
        step: the next step; repeating an earlier step discards the results of later ones.
        source: after `choose_data`.
        checked: after `check_data`; None for a table of scores.
        scaled: after `score`.
        chosen: after `choose_policy`.
        result: after `look_at_held_out`.
        values: after `sign`.
        looks: number of policies viewed on the held-out signers.
    """

    def __init__(
        self,
        verifier: Verifier,
        *,
        artefact: Artefact,
        store: CalibrationStore,
        cache: Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Start at the first step.

        Args:
            verifier: the model with its shipped calibration.
            artefact: the same model.
            store: stores the calibrations.
            cache: file of cached embeddings, with which a cancelled step resumes.
            clock: gives the current time.
        """
        self._verifier = verifier
        self._artefact = artefact
        self._store = store
        self._cache = cache
        self._clock = clock
        self._seed = 1
        self._references = DEFAULT_REFERENCES
        self._scaling = Scaling.PLATT
        self._looked_at: set[tuple[tuple[float, float], ...]] = set()
        self._curves: Curves | None = None
        self.step = Step.CHOOSE_DATA
        self.source: LabelledImages | ReadyScores | None = None
        self.checked: CheckedImages | None = None
        self.scaled: ScaledParts | None = None
        self.chosen: Chosen | None = None
        self.result: Checked | None = None
        self.values: CalibrationValues | None = None
        self._stored: Path | None = None

    @property
    def in_force(self) -> bool:
        """Whether the calibration was put in force."""
        return self.step is Step.DONE

    @property
    def looks(self) -> int:
        """The number of policies tried on the held-out signers."""
        return len(self._looked_at)

    def choose_data(
        self,
        path: Path,
        *,
        references: int = DEFAULT_REFERENCES,
        scaling: Scaling = Scaling.PLATT,
        seed: int = 1,
    ) -> None:
        """Use a folder, a table of images or a table of scores.

        Args:
            path: the data.
            references: number of specimens that the bank usually has of a signer.
            scaling: the method that fits similarities to the bank's signatures.
            seed: of all random draws.

        Raises:
            UsageError: no reference.
            SigVerifyError: as `read_source`.
        """
        if references < 1:
            raise UsageError("There is no reference.", remedy="Give at least one.")
        source = read_source(path)
        self._back_to(Step.CHOOSE_DATA)
        self.source, self._references, self._seed = source, references, seed
        self._scaling = scaling
        self._looked_at.clear()
        self.step = Step.SCORE if isinstance(source, ReadyScores) else Step.CHECK_DATA

    def check_data(self, *, progress: Progress, cancelled: Cancelled = never) -> CheckedImages:
        """Read, check and embed the images. After a cancellation the next call resumes.

        Raises:
            CancelledError: the step was cancelled.
            SigVerifyError: as `check_images`, or the cache can't be opened.
        """
        source = self.source
        if not isinstance(source, LabelledImages):
            raise self._too_early("the images are chosen")
        made_by = self._verifier.embedding_identity
        if self._cache is None:
            checked = check_images(
                source, verifier=self._verifier, progress=progress, cancelled=cancelled
            )
        else:
            with EmbeddingCache(self._cache, made_by=made_by) as cache:
                checked = check_images(
                    source,
                    verifier=self._verifier,
                    progress=progress,
                    cancelled=cancelled,
                    cache=cache,
                )
        self._back_to(Step.CHECK_DATA)
        self.checked, self.step = checked, Step.SCORE
        return checked

    def score(self, *, progress: Progress, cancelled: Cancelled = never) -> ScaledParts:
        """Compare questioned signatures with references, as the program does.

        Raises:
            CancelledError: the step was cancelled.
            DataError: too few signers.
            CalibrationError: the scores do not separate genuine from forged signatures.
        """
        if isinstance(self.source, ReadyScores):
            parts = score_table(self.source, references=self._references, seed=self._seed)
        elif self.checked is not None:
            parts = score_images(
                self.checked,
                verifier=self._verifier,
                references=self._references,
                seed=self._seed,
                progress=progress,
                cancelled=cancelled,
            )
        else:
            raise self._too_early("the data were checked")
        scaled = scale(parts, scaling=self._scaling)
        self._back_to(Step.SCORE)
        self.scaled, self.step = scaled, Step.CHOOSE_POLICY
        return scaled

    def preview(
        self, request: PolicyRequest, *, volume: int = 1000, forgery_rate: float = 0.001
    ) -> Preview:
        """Preview a policy on the signers on whom thresholds are chosen, not on held-out ones.

        Raises:
            CalibrationError: the data can't support the policy.
            UsageError: an earlier step is missing, or the volume or rate is out of range.
        """
        scaled = self._ready()
        chosen = choose(scaled, request=request)
        return Preview(
            chosen=chosen,
            day=day_of(
                scaled.fit,
                thresholds=chosen.choices[chosen.strictest].thresholds,
                volume=volume,
                forgery_rate=forgery_rate,
            ),
        )

    def rates(self, thresholds: Thresholds) -> Rates:
        """Error rates at thresholds that the user drags, on the signers chosen on."""
        return rates_at(self._ready().fit, thresholds=thresholds, seed=self._seed)

    def day(self, thresholds: Thresholds, *, volume: int, forgery_rate: float) -> Day:
        """A day's cheques at thresholds that the user drags."""
        return day_of(
            self._ready().fit, thresholds=thresholds, volume=volume, forgery_rate=forgery_rate
        )

    def curves(self) -> Curves:
        """Histograms and error rates for plotting, of the signers chosen on."""
        if self._curves is None:
            self._curves = curves_of(self._ready().fit, seed=self._seed)
        return self._curves

    def trade_offs(self) -> tuple[TradeOff, ...]:
        """What stricter and laxer limits on skilled forgeries would cost."""
        return trade_offs(self._ready().fit, seed=self._seed)

    def choose_policy(self, request: PolicyRequest) -> Chosen:
        """Choose the thresholds by a policy.

        Raises:
            CalibrationError: the data can't support the policy.
        """
        chosen = choose(self._ready(), request=request)
        self._back_to(Step.CHOOSE_POLICY)
        self.chosen, self.step = chosen, Step.HOLD_OUT
        return chosen

    def look_at_held_out(self) -> Checked:
        """Measure the error rates on the held-out signers.

        The flow counts the policies viewed, and the signed calibration contains the count.
        """
        if self.chosen is None:
            raise self._too_early("a policy was chosen")
        result = check_on_held_out(self.chosen)
        self._looked_at.add(
            tuple(
                (choice.thresholds.accept_at, choice.thresholds.flag_below)
                for choice in self.chosen.choices
            )
        )
        self._back_to(Step.HOLD_OUT)
        self.result, self.step = result, Step.SIGN
        return result

    def sign(self, *, name: str, author: str) -> CalibrationValues:
        """Name and sign the calibration; it is stored, but not yet in force.

        Raises:
            UsageError: name or author is missing.
            OutputError: the calibration can't be stored; nothing is lost, so sign again.
        """
        if self.result is None:
            raise self._too_early("the result was looked at")
        if not name.strip() or not author.strip():
            raise UsageError(
                Reason(ReasonCode.CALIBRATION_UNNAMED), remedy=Reason(ReasonCode.FILL_IN_BOTH)
            )
        values = profile(
            self.result,
            verifier=self._verifier,
            name=name.strip(),
            author=author.strip(),
            now=self._clock(),
            looks=self.looks,
        )
        stored = self._store.add(values)
        self._back_to(Step.SIGN)
        self.values, self._stored, self.step = values, stored, Step.ACTIVATE
        return values

    def activate(self, *, user: str) -> None:
        """Put the calibration in force, and record who did it.

        Raises:
            OutputError: the record can't be written; nothing has changed.
        """
        if self._stored is None:
            raise self._too_early("it was signed")
        with recorder_in_use(Permission.ACTIVATE_CALIBRATION) as recorder:
            self._store.activate(
                self._stored,
                artefact=self._artefact,
                user=user,
                now=self._clock(),
                recorder=recorder,
            )
        self.step = Step.DONE

    def _ready(self) -> ScaledParts:
        if self.scaled is None:
            raise self._too_early("the data were scored")
        return self.scaled

    def _back_to(self, step: Step) -> None:
        """Discard the results of a step and of all later ones."""
        if step <= Step.CHOOSE_DATA:
            self.source = None
        if step <= Step.CHECK_DATA:
            self.checked = None
        if step <= Step.SCORE:
            self.scaled, self._curves = None, None
        if step <= Step.CHOOSE_POLICY:
            self.chosen = None
        if step <= Step.HOLD_OUT:
            self.result = None
        if step <= Step.SIGN:
            self.values, self._stored = None, None

    def _too_early(self, what: str) -> UsageError:
        return UsageError(f"That comes after {what}.", remedy="Take the steps in order.")


def new_flow(model_folder: Path) -> CalibrationFlow:
    """A flow for a model, with the user's own store and cache.

    Raises:
        ModelError: the model is missing, damaged, too new or drifted.
        CalibrationError: its shipped calibration is missing or damaged.
    """
    return CalibrationFlow(
        Verifier(model_folder, threads=1),
        artefact=load_artefact(model_folder),
        store=CalibrationStore(),
        cache=cache_folder() / EMBEDDINGS_NAME,
    )
