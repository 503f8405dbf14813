"""The model card, written from the records of the training; no figure is typed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sigverify.calibration.words import specimens_words
from sigverify.encoding.artefact import SMALL_AMOUNTS_NAME
from sigverify.terms import Split
from sigverify.verification.calibration_values import CalibrationValues, RateValues

_BY_AGREEMENT: Final = (
    "drawn pen trajectories; as far as is known, the owner allows research under a signed "
    "agreement; this copy comes from a public repository without a licence."
)
_TERMS: Final = {
    "cedar": "CEDAR, University at Buffalo: for research only.",
    "bhsig_bengali": "BHSig260, Bengali part (Pal et al. 2016): for research only.",
    "bhsig_hindi": "BHSig260, Hindi part (Pal et al. 2016): for research only.",
    "sigcomp2009_nfi": "SigComp 2009, Netherlands Forensic Institute: for research only.",
    "sigcomp2009_nisdcc": "SigComp 2009, Netherlands Forensic Institute: for research only.",
    "susig_visual": f"SUSIG, Sabanci University, visual part: {_BY_AGREEMENT}",
    "susig_blind": f"SUSIG, Sabanci University, blind part: {_BY_AGREEMENT}",
    "mcyt": f"MCYT-100, Universidad Autonoma de Madrid: {_BY_AGREEMENT}",
}
_UNKNOWN_TERMS: Final = "terms not known to this program; ask the provider of the images."
_RATE_NAMES: Final = {
    "frr": "Genuine signatures not accepted (FRR)",
    "genuine_flagged": "Genuine signatures flagged",
    "far_skilled": "Skilled forgeries accepted (FAR)",
    "far_random": "Random forgeries accepted (FAR)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """The facts in the card.

    Attributes:
        name: the model's name.
        version: the model's version.
        command: the command that makes the model again.
        seconds: how long the training took.
        machine: what it ran on.
        steps: number of batches.
        best_step: the batch after which the shipped weights were averaged.
        settings: the training's settings, flat or nested.
        trained_on: number of images and writers of each training set.
        duplicates: images dropped as duplicates by their pixels.
        near_duplicates: images left out of the figures because the signature was digitised twice.
        agreement: largest difference between the exported and the trained network.
        evaluation: by split, then by set: figures of `calibrating.figures`.
        calibration: the shipped calibration.
        operating_points: by split: the `operating_rates` of each set.
        left_out: by set: the skilled EERs with one and five references of a training without it,
            0..1, None where they were not measured; empty without such a measurement.
        smoke: a trial run, not a model to be used.
    """

    name: str
    version: str
    command: str
    seconds: float
    machine: str
    steps: int
    best_step: int
    settings: Mapping[str, Any]
    trained_on: Mapping[str, tuple[int, int]]
    duplicates: int
    near_duplicates: int
    agreement: float
    evaluation: Mapping[str, Mapping[str, Any]]
    calibration: CalibrationValues
    operating_points: Mapping[str, Mapping[str, Any]]
    left_out: Mapping[str, tuple[float | None, float | None]]
    smoke: bool


def render_card(facts: CardFacts) -> str:
    """The card as Markdown."""
    parts = [f"# {facts.name} {facts.version}", ""]
    if facts.smoke:
        parts += ["**A trial run. Its decisions mean nothing; do not use it.**", ""]
    parts += _what(facts) + _data(facts) + _worth(facts) + _figures(facts)
    parts += threshold_lines(facts.calibration, operating_points=facts.operating_points)
    parts += _limits() + _recipe(facts)
    return "\n".join(parts)


def threshold_lines(
    calibration: CalibrationValues, *, operating_points: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """The part of the card on thresholds: how they were chosen, and what they do on each set.

    Args:
        calibration: the shipped one.
        operating_points: by split: the `operating_rates` of each set.
    """
    return _thresholds(calibration) + _operating_points(operating_points)


def _what(facts: CardFacts) -> list[str]:
    return [
        "## What it is",
        "",
        "A Siamese encoder of handwritten signatures: two clean, normalised signatures go through "
        "one network, and the distance between its two outputs says how alike they are. It helps a "
        "clerk who compares a signature with specimens. It gives strength of evidence; a person "
        "decides.",
        "",
        "It must not be used as the only ground for refusing or paying an item, as proof in court, "
        "to identify people, or on images that its calibration was not made for.",
        "",
    ]


def _data(facts: CardFacts) -> list[str]:
    lines = ["## What it was trained on", "", "| data set | images | writers | terms |"]
    lines.append("|---|---|---|---|")
    for name, (images, writers) in sorted(facts.trained_on.items()):
        terms = _TERMS.get(name, _UNKNOWN_TERMS)
        lines.append(f"| {name} | {images} | {writers} | {terms} |")
    measured = sorted({name for sets in facts.evaluation.values() for name in sets})
    others = [name for name in measured if name not in facts.trained_on]
    lines += [
        "",
        f"{facts.duplicates} images were left out because another image has the same pixels. The "
        f"figures also leave out {facts.near_duplicates} images of signatures digitised twice.",
    ]
    lines += [f"Also measured on {name}: {_TERMS.get(name, _UNKNOWN_TERMS)}" for name in others]
    lines += [
        "",
        "The weights inherit these terms. For production, train on your own signatures with the "
        "command below.",
        "",
    ]
    return lines


def _worth(facts: CardFacts) -> list[str]:
    """What leaving a data set out costs."""
    lines = [
        "Any set can be left out with `--without-set NAME`; the recipe needs none of them.",
        "",
    ]
    if not facts.left_out:
        return lines
    lines += [
        "## What each data set is worth",
        "",
        "Skilled EER at the set's own threshold. Left out: the recipe was trained without the set "
        "(and without others of the same people) and measured on a sample of all its writers by "
        "`sigverify leave-one-out`. In training: this model on the set's writers of `val`. The "
        "difference is what leaving the set out costs on signatures like these, within the "
        "intervals of both figures.",
        "",
        "| data set | left out, 1 / 5 references | in training, 1 / 5 references |",
        "|---|---|---|",
    ]
    measured = facts.operating_points.get(Split.VAL.value, {})
    for name, rates in facts.left_out.items():
        rows = measured.get(name, {}) if name in facts.trained_on else {}
        own = [rows[k]["skilled_eer"]["value"] if k in rows else None for k in ("1", "5")]
        lines.append(f"| {name} | {_two(rates)} | {_two(own)} |")
    return [*lines, ""]


def _two(rates: Sequence[float | None]) -> str:
    """Rates in percent."""
    return " / ".join("-" if rate is None else f"{100 * rate:.1f} %" for rate in rates)


def _figures(facts: CardFacts) -> list[str]:
    lines = [
        "## How well it separates signatures",
        "",
        "Equal error rates of single comparisons (one reference) at one threshold for the whole "
        "set, chosen afterwards, with 95 % intervals from a bootstrap over writers. The network "
        "was trained on none of these writers; `val` decided when the training stopped, so its "
        "figures are optimistic. `sigverify evaluate` measures the same and more on any manifest.",
        "",
        "| split, data set | forgeries | EER | comparisons, genuine / forged | writers |",
        "|---|---|---|---|---|",
    ]
    for split, sets in facts.evaluation.items():
        for name, rates in sets.items():
            for kind, figure in rates.items():
                lines.append(
                    f"| {split}, {name} | {kind.removesuffix('_eer')} "
                    f"| {_percent(figure['value'], low=figure['low'], high=figure['high'])} "
                    f"| {figure['genuine_comparisons']} / {figure['forged_comparisons']} "
                    f"| {figure['writers']} |"
                )
    return [*lines, ""]


def _thresholds(calibration: CalibrationValues) -> list[str]:
    lines = [
        "## Where it accepts and flags",
        "",
        f"similarity = sigmoid({calibration.similarity.a:.3f} * "
        f"({calibration.similarity.b:.4f} - distance)).",
        "",
        "Each number of references has thresholds of its own. The profile "
        f"`{SMALL_AMOUNTS_NAME}` accepts more forgeries and refers fewer genuine signatures; "
        "`sigverify calibration show small-amounts` prints it.",
        "",
    ]
    for (least, most), number in zip(calibration.ranges, calibration.numbers, strict=True):
        band = number.bands[0]
        lines += [
            f"With {specimens_words(least, most)}: ACCEPT from {band.accept_at:.4f}, FLAG below "
            f"{band.flag_below:.4f}. {band.rule}",
            "",
            f"| with {specimens_words(least, least)} | rate | errors / comparisons |",
            "|---|---|---|",
        ]
        for name, rate in band.rates.items():
            lines.append(f"| {_RATE_NAMES[name]} | {_rate(rate)} | {rate.errors} / {rate.trials} |")
        lines.append("")
    lines += [f"- {warning}" for warning in calibration.warnings]
    return [*lines, ""]


def _operating_points(operating_points: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines = [
        "At these thresholds, each set apart. Several references are drawn from each writer's "
        "genuine signatures and fused as the program does it:",
        "",
        "| split, data set | references | genuine not accepted (FRR) | skilled forgeries accepted "
        "(FAR) | skilled EER at the set's own threshold |",
        "|---|---|---|---|---|",
    ]
    for split, sets in operating_points.items():
        for name, rows in sets.items():
            for count, row in rows.items():
                cells = [_percent(**row[kind]) for kind in ("frr", "far_skilled", "skilled_eer")]
                lines.append(f"| {split}, {name} | {count} | {' | '.join(cells)} |")
    lines += [
        "",
        "The rates differ between the sets by more than the interval of any one set. Only a "
        "calibration on your own signatures shows what these thresholds do to your signers, "
        "forgers and scanners.",
        "",
    ]
    return lines


def _limits() -> list[str]:
    return [
        "## Limits",
        "",
        "- For other scripts, pens, scanners and forgers than those above, measure first with "
        "`sigverify evaluate`, then calibrate on your own signatures.",
        "- An imitation by a practised hand, a tracing or a copy can be accepted.",
        "- A signer who varies much, or whose hand has changed since the specimens, can be "
        "flagged.",
        "- The rates are means over the measured writers; for some writers they are worse.",
        "",
    ]


def _recipe(facts: CardFacts) -> list[str]:
    return [
        "## How to make it again",
        "",
        f"    {facts.command}",
        "",
        f"It took {facts.seconds / 60:.1f} minutes and {facts.steps} batches on {facts.machine}; "
        f"the weights are the average after batch {facts.best_step}. The exported network agrees "
        f"with the trained one to {facts.agreement:.1g}. Settings:",
        "",
        *(f"- {name}: {value}" for name, value in _flat(facts.settings)),
        "",
    ]


def _flat(settings: Mapping[str, Any], *, prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, prefix=f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _rate(rate: RateValues) -> str:
    return _percent(rate.errors / rate.trials, low=rate.low, high=rate.high)


def _percent(value: float, *, low: float, high: float) -> str:
    return f"{100 * value:.1f} % [{100 * low:.1f}, {100 * high:.1f}]"
