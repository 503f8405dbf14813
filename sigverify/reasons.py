"""Reasons as data: a code with parameters instead of a sentence.

Code decides by a reason's `code` alone. `sigverify.wording` makes the text, in English and in other
languages from the same table. The codes are public: JSON, result files and audit rows contain them,
and `docs/reason-codes.md` lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias, Union, cast

Parameter: TypeAlias = Union[
    str, int, float, Decimal, date, "Reason", tuple[str, ...], tuple["Reason", ...]
]


class ReasonCode(StrEnum):
    """The meanings of reasons. A code keeps its meaning for ever; a new meaning gets a new code."""

    TEXT = "text"

    # An image of a signature
    MOSTLY_BLACK = "mostly-black"
    NO_INK = "no-ink"
    TOO_COARSE = "too-coarse"
    TOO_LITTLE_INK = "too-little-ink"
    FILLED_AREA = "filled-area"
    SINGLE_LINE = "single-line"
    RULED_LINES = "ruled-lines"
    PAGE_OF_TEXT = "page-of-text"
    CUT_OFF = "cut-off"
    LOW_CONTRAST = "low-contrast"
    OTHER_PAGES = "other-pages"
    NO_SIGNATURE_FOUND = "no-signature-found"
    BOX_DOUBTFUL = "box-doubtful"
    PLACE_UNCERTAIN = "place-uncertain"
    SEVERAL_PLACES = "several-places"
    BOX_AT_EDGE = "box-at-edge"
    INK_DOUBTFUL = "ink-doubtful"
    INK_MIXED_WITH_PRINT = "ink-mixed-with-print"

    # A decision in a few words
    MEANING_ACCEPT = "meaning-accept"
    MEANING_REFER = "meaning-refer"
    MEANING_FLAG = "meaning-flag"
    MEANING_NO_DECISION = "meaning-no-decision"
    MEANING_COPY = "meaning-copy"

    # The strength of a similarity as evidence
    EVIDENCE_NONE = "evidence-none"
    EVIDENCE_GENUINE_WEAK = "evidence-genuine-weak"
    EVIDENCE_GENUINE_MODERATE = "evidence-genuine-moderate"
    EVIDENCE_GENUINE_MODERATELY_STRONG = "evidence-genuine-moderately-strong"
    EVIDENCE_GENUINE_STRONG = "evidence-genuine-strong"
    EVIDENCE_IMITATION_WEAK = "evidence-imitation-weak"
    EVIDENCE_IMITATION_MODERATE = "evidence-imitation-moderate"
    EVIDENCE_IMITATION_MODERATELY_STRONG = "evidence-imitation-moderately-strong"
    EVIDENCE_IMITATION_STRONG = "evidence-imitation-strong"

    # The parts of a signature that agree with the most similar specimen
    ALL_PARTS_AGREE = "all-parts-agree"
    LEFT_PART_DIFFERS = "left-part-differs"
    MIDDLE_PART_DIFFERS = "middle-part-differs"
    RIGHT_PART_DIFFERS = "right-part-differs"
    ONLY_LEFT_PART_AGREES = "only-left-part-agrees"
    ONLY_MIDDLE_PART_AGREES = "only-middle-part-agrees"
    ONLY_RIGHT_PART_AGREES = "only-right-part-agrees"
    NO_PART_AGREES = "no-part-agrees"

    # A signature and its specimens
    COPY_OF_SPECIMEN = "copy-of-specimen"
    SAME_IMAGE = "same-image"
    IMAGE_SEEN_BEFORE = "image-seen-before"
    LINES_COINCIDE = "lines-coincide"
    LAY_SIDEWAYS = "lay-sideways"
    LIES_SIDEWAYS = "lies-sideways"
    ACCOUNTS_DIFFER = "accounts-differ"
    CHEQUE_NUMBERS_DIFFER = "cheque-numbers-differ"
    AMOUNTS_DIFFER = "amounts-differ"
    SAID_BY_MICR = "said-by-micr"
    SAID_BY_INDEX = "said-by-index"
    SAID_BY_NAME = "said-by-name"
    CHECK_BOX = "check-box"
    CHECK_INK = "check-ink"
    DOUBT_ABOUT = "doubt-about"
    LESS_ALIKE = "less-alike-than-genuine"
    NEITHER_ALIKE_NOR_DIFFERENT = "neither-alike-nor-different"
    ONLY_PART_AGREES = "only-part-agrees"
    PART_MISSING = "part-missing"
    PART_ADDED = "part-added"
    FEW_SPECIMENS_AGREE = "few-specimens-agree"
    SPECIMEN_UNLIKE_OTHERS = "specimen-unlike-others"
    BARELY_ACCEPTED = "barely-accepted"
    NO_USABLE_SPECIMEN = "no-usable-specimen"
    QUESTIONED_UNUSABLE = "questioned-unusable"
    SPECIMEN_UNUSABLE = "specimen-unusable"
    SPECIMEN_REPEATED = "specimen-repeated"
    SPECIMEN_COPIED = "specimen-copied"
    ALTERED_COPY = "altered-copy"
    EVEN_LINE = "even-line"
    FOLLOWED_SPECIMEN = "followed-specimen"
    PRESENTED_BEFORE = "presented-before"
    SAME_INK_AS_ITEM = "same-ink-as-item"
    SAME_INK_OTHER_ACCOUNT = "same-ink-other-account"

    # A cheque of an account
    ENOUGH_SIGNED = "enough-signed"
    FITS_NO_SIGNATORY = "fits-no-signatory"
    FITS_NO_SIGNATORY_NEAREST = "fits-no-signatory-nearest"
    SIGNER_UNCLEAR = "signer-unclear"
    SIGNER_UNCLEAR_BETWEEN = "signer-unclear-between"
    MANDATE_IF_CONFIRMED = "mandate-if-confirmed"
    MANDATE_NOT_FULFILLED = "mandate-not-fulfilled"
    MANDATE_LACKS = "mandate-lacks"
    SIGNATURE_MISSING = "signature-missing"
    ONE_SIGNATURE_MISSING = "one-signature-missing"
    GROUP_SIGNATURE_MISSING = "group-signature-missing"
    FURTHER_SIGNATURE_MISSING = "further-signature-missing"
    FURTHER_SIGNATURES_MISSING = "further-signatures-missing"
    FURTHER_SIGNATURE = "further-signature"
    NOTHING_TO_COMPARE = "nothing-to-compare"
    SIGNED_MORE_THAN_ONCE = "signed-more-than-once"
    NO_SPECIMEN_ON_DAY = "no-specimen-on-day"
    SIGNATURE_OF = "signature-of"
    SIGNATURE_NUMBERED = "signature-numbered"
    NO_MANDATE = "no-mandate"
    MANDATE_NEEDS_AMOUNT = "mandate-needs-amount"
    NO_RULE_COVERS = "no-rule-covers"
    RULE_HOLDS = "rule-holds"
    RULE_HOLDS_IF = "rule-holds-if"
    RULE_DOES_NOT_HOLD = "rule-does-not-hold"
    RULE_UNSIGNED = "rule-unsigned"
    NO_ONE_KNOWN = "no-one-known"
    NO_ONE_KNOWN_FOR_SURE = "no-one-known-for-sure"

    # A second person
    SUSPECTED_BY_PROGRAM = "suspected-by-program"
    AMOUNT_UNKNOWN = "amount-unknown"
    AMOUNT_FROM = "amount-from"
    NO_REASON_FOR_DECLINING = "no-reason-for-declining"
    OWN_DECISION = "own-decision"
    NO_LONGER_ALLOWED = "no-longer-allowed"
    MAY_NOT = "may-not"
    ROLE_CLERK = "role-clerk"
    ROLE_SUPERVISOR = "role-supervisor"
    ROLE_RISK_OFFICER = "role-risk-officer"
    ROLE_AUDITOR = "role-auditor"
    TO_VERIFY = "to-verify"
    TO_DECIDE = "to-decide"
    TO_CONFIRM = "to-confirm"
    TO_CHANGE_REGISTER = "to-change-register"
    TO_ACTIVATE_CALIBRATION = "to-activate-calibration"
    TO_READ_AUDIT = "to-read-audit"
    TO_EXPORT = "to-export"
    TO_PURGE = "to-purge"
    TO_RESUME = "to-resume"
    TO_OVERRIDE_POLICY = "to-override-policy"
    NOT_ALONE = "not-alone"
    LET_COLLEAGUE_CONFIRM = "let-colleague-confirm"
    CHANGE_WAITS = "change-waits"
    CHANGE_WAITS_FOR = "change-waits-for"

    # The register
    NO_SUCH_ACCOUNT = "no-such-account"
    NOT_AN_AMOUNT = "not-an-amount"
    SPECIMEN_REJECTED = "specimen-rejected"
    SPECIMEN_OF_ANOTHER = "specimen-of-another"
    SPECIMEN_KNOWN = "specimen-known"
    ACCOUNT_NUMBER_MISSING = "account-number-missing"
    NAME_MISSING = "name-missing"
    HOLDER_MISSING = "holder-missing"
    CUSTOMER_NUMBER_MISSING = "customer-number-missing"

    # Files
    FILE_PROBLEM = "file-problem"
    NOT_AN_IMAGE = "not-an-image"
    NO_SUCH_FILE = "no-such-file"
    NO_SUCH_FILE_OR_FOLDER = "no-such-file-or-folder"
    NO_IMAGE_IN_FOLDER = "no-image-in-folder"
    PASTED_IMAGE_GONE = "pasted-image-gone"
    PASTED_IMAGE_OF_FORMER_KEY = "pasted-image-of-former-key"
    PASTE_AGAIN = "paste-again"
    SETTINGS_UNUSABLE = "settings-unusable"
    WORK_LIST_UNREADABLE = "work list-unreadable"

    # Labelled images for a calibration
    FOLDER_EMPTY = "folder-empty"
    LABELS_CONTRADICT = "labels-contradict"
    LABEL_UNKNOWN = "label-unknown"
    SIGNER_UNKNOWN = "signer-unknown"
    IMAGE_UNDER_TWO_LABELS = "image-under-two-labels"
    IMAGES = "images"
    TRAINING_ROWS = "training-rows"

    # A calibration
    SHIPPED_CALIBRATION = "shipped-calibration"
    SMALL_AMOUNTS_CALIBRATION = "small-amounts-calibration"
    OUTCOME = "outcome"
    OUTCOME_WITH_OTHERS = "outcome-with-others"
    OUTCOME_UP_TO = "outcome-up-to"
    OUTCOME_LARGER = "outcome-larger"
    GENUINE_OUTCOME = "genuine-outcome"
    SKILLED_PASSING = "skilled-passing"
    SKILLED_UNKNOWN = "skilled-unknown"
    OTHERS_PASSING = "others-passing"
    NO_SKILLED_FORGERIES = "no-skilled-forgeries"
    FEW_WRITERS = "few-writers"
    FEW_ERRORS = "few-errors"
    LIMIT_UNPROVEN = "limit-unproven"
    SCORES_GIVEN = "scores-given"
    FORGERIES_UNUSED = "forgeries-unused"
    SKILLED_LIMIT_BROKEN = "skilled-limit-broken"
    GENUINE_LIMIT_BROKEN = "genuine-limit-broken"
    FLAGGED_LIMIT_BROKEN = "flagged-limit-broken"
    SEVERAL_LOOKS = "several-looks"
    ONE_NUMBER_OF_SPECIMENS = "one-number-of-specimens"
    FORGED_RATE_UNPROVABLE = "forged-rate-unprovable"
    GENUINE_RATE_UNPROVABLE = "genuine-rate-unprovable"
    FORGED_SIGNERS_TOO_FEW = "forged-signers-too-few"
    GENUINE_SIGNERS_TOO_FEW = "genuine-signers-too-few"
    NEEDS_SKILLED_FORGERIES = "needs-skilled-forgeries"
    NEEDS_FORGERIES = "needs-forgeries"
    POLICY_UNWORKABLE = "policy-unworkable"
    CALIBRATION_UNNAMED = "calibration-unnamed"

    # What to do
    SAVE_AS_IMAGE = "save-as-image"
    CHECK_PATH = "check-path"
    LOOK_UP_ACCOUNT = "look-up-account"
    WRITE_AMOUNT_SO = "write-amount-so"
    ASK_ROLES = "ask-roles"
    SAY_WHY = "say-why"
    ASK_COLLEAGUE = "ask-colleague"
    DECLINE_IT = "decline-it"
    SCAN_OR_BOX = "scan-or-box"
    FIND_OUT_WHOSE = "find-out-whose"
    GIVE_NEW_OR_EXPIRE = "give-new-or-expire"
    GIVE_ONE = "give-one"
    FILL_IN_BOTH = "fill-in-both"
    LAY_OUT_FOLDERS = "lay-out-folders"
    ADD_COMPARISONS = "add-comparisons"
    ADD_SIGNERS = "add-signers"
    TAKE_WORKABLE_LIMIT = "take-workable-limit"
    ADD_SIGNERS_OR_GRANT = "add-signers-or-grant"
    ADD_SKILLED_OR_OTHER_POLICY = "add-skilled-or-other-policy"
    ADD_SKILLED_OR_COMPARE = "add-skilled-or-compare"
    TAKE_SHIPPED_CALIBRATION = "take-shipped-calibration"
    REPORT_BUG = "report-bug"
    REPORT_BUG_UNLOGGED = "report-bug-unlogged"


@dataclass(frozen=True, slots=True, init=False)
class Reason:
    """A finding as data; `sigverify.wording` makes its text.

    Attributes:
        code: the meaning.
        given: the parameters as pairs of name and value, sorted by name.
    """

    code: ReasonCode
    given: tuple[tuple[str, Parameter], ...]

    def __init__(self, code: ReasonCode, /, **parameters: Parameter) -> None:
        """Make a reason.

        Args:
            code: the meaning.
            **parameters: the parameters in the code's template. A name means the same in every
                code: ``amount`` is money, ``rate`` and ``limit`` are shares of 1, and a whole
                number in ``specimen``, ``other`` or ``image`` is a specimen's number in the
                register.
        """
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "given", tuple(sorted(parameters.items())))

    def __str__(self) -> str:
        """The code alone, so that a reason may be logged: the parameters may name people."""
        return self.code_path

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The parameters by name."""
        return dict(self.given)

    @property
    def nested(self) -> tuple[Reason, ...]:
        """The reasons among the parameters."""
        values = [one for _, one in self.given]
        every = [part for one in values for part in (one if isinstance(one, tuple) else (one,))]
        return tuple(part for part in every if isinstance(part, Reason))

    @property
    def code_path(self) -> str:
        """The code with the codes of nested reasons, such as ``specimen-unusable:no-ink``."""
        inner = "+".join(reason.code_path for reason in self.nested)
        return f"{self.code.value}:{inner}" if inner else self.code.value

    def as_json(self) -> dict[str, Any]:
        """The reason as JSON values, as documented in `docs/reason-codes.md`."""
        return {
            "code": self.code.value,
            "parameters": {name: _json(value) for name, value in self.given},
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Reason:
        """The inverse of `as_json`; days come back as texts and amounts as numbers.

        Raises:
            ValueError: the value is not a reason, or its code is unknown.
        """
        try:
            code, given = ReasonCode(value["code"]), value["parameters"]
            return cls(code, **{str(name): _parameter(one) for name, one in given.items()})
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("not a reason") from error


def free_text(text: str) -> Reason:
    """A reason for a sentence that has no code of its own."""
    return Reason(ReasonCode.TEXT, text=text)


def codes_in(reasons: Iterable[Reason]) -> list[str]:
    """The codes of some reasons and of the reasons nested in them, each once."""

    def walk(found: Iterable[Reason]) -> Iterator[str]:
        for reason in found:
            yield reason.code.value
            yield from walk(reason.nested)

    return list(dict.fromkeys(walk(reasons)))


def _json(value: Parameter) -> Any:  # noqa: ANN401 - any JSON value
    match value:
        case Reason():
            return value.as_json()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case tuple():
            return [_json(one) for one in value]
        case _:
            return value


def _parameter(value: Any) -> Parameter:  # noqa: ANN401 - any JSON value
    match value:
        case dict():
            return Reason.from_json(value)
        case list():
            found = tuple(map(_parameter, value))
            return cast("tuple[str, ...] | tuple[Reason, ...]", found)
        case bool() | None:
            raise TypeError("a parameter is a text or a number")
        case str() | int() | float():
            return value
    raise TypeError("a parameter is a text or a number")
