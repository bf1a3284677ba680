"""What a check finds: which rule, how grave it is, where, and how often; never the text itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessments.engine.canonical import canonical, digest
from assessments.engine.content import Content, Path, plain

EXCERPTS = 3
"""How many excerpts a finding shows; `count` says how many there were."""
DOTS = "•"


class Severity(StrEnum):
    """Blocking stops the showing; a warning must be looked at first; a question may be left."""

    BLOCK = "block"
    WARN = "warn"
    ASK = "ask"


class Rule(StrEnum):
    """Everything that is looked for; the values are codes of the API and never change."""

    IDENTITY_NUMBER = "identity_number"
    TEST_IDENTITY = "test_identity"
    HEALTH_NUMBER = "health_number"
    ACCOUNT_NUMBER = "account_number"
    EMAIL = "email"
    PHONE = "phone"
    PERSON = "person"
    HOST = "host"
    NETWORK_ADDRESS = "network_address"
    SECRET = "secret"  # noqa: S105 (the name of a rule)
    PASSWORD = "password"  # noqa: S105 (the name of a rule)
    CLASSIFIED = "classified"
    CLASSIFIED_WORD = "classified_word"
    SUPPLIERS_OWN = "suppliers_own"
    LICENCE_MISSING = "licence_missing"
    SUMMARY_MISSING = "summary_missing"
    SUMMARY_LEANS = "summary_leans"
    NOBODY_NAMED = "nobody_named"
    NO_PROMPT = "no_prompt"
    FILE_WITHOUT_TEXT = "file_without_text"


SEVERITY: Mapping[Rule, Severity] = {
    Rule.IDENTITY_NUMBER: Severity.BLOCK,
    Rule.SECRET: Severity.BLOCK,
    Rule.PASSWORD: Severity.BLOCK,
    Rule.CLASSIFIED: Severity.BLOCK,
    Rule.HEALTH_NUMBER: Severity.WARN,
    Rule.ACCOUNT_NUMBER: Severity.WARN,
    Rule.EMAIL: Severity.WARN,
    Rule.PHONE: Severity.WARN,
    Rule.HOST: Severity.WARN,
    Rule.NETWORK_ADDRESS: Severity.WARN,
    Rule.CLASSIFIED_WORD: Severity.WARN,
    Rule.SUPPLIERS_OWN: Severity.WARN,
    Rule.FILE_WITHOUT_TEXT: Severity.WARN,
    Rule.TEST_IDENTITY: Severity.ASK,
    Rule.PERSON: Severity.ASK,
    Rule.LICENCE_MISSING: Severity.ASK,
    Rule.SUMMARY_MISSING: Severity.ASK,
    Rule.SUMMARY_LEANS: Severity.ASK,
    Rule.NOBODY_NAMED: Severity.ASK,
    Rule.NO_PROMPT: Severity.ASK,
}

FINAL = frozenset({Rule.SECRET, Rule.CLASSIFIED})
"""What no reason makes right: what the number is can be mistaken for something else, these cannot."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place in one text: the span it takes, and how it is shown."""

    rule: Rule
    start: int
    end: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule at one answer or cell: how many times, and the first few in masked letters."""

    rule: Rule
    path: Path
    count: int = 1
    excerpts: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return SEVERITY[self.rule]

    @property
    def may_be_answered(self) -> bool:
        """Whether a reason can settle it, or only taking it out or withholding it."""
        return self.rule not in FINAL


def masked(text: str, keep: int = 2) -> str:
    """The first `keep` characters and dots for the rest, at most eight: enough to find it by."""
    return text[:keep] + DOTS * min(len(text) - keep, 8) if len(text) > keep else DOTS * len(text)


def fingerprint(content: Content, path: Path) -> str:
    """What stands at `path` as a digest, by which an answer to a finding knows that it is the same text.

    For the house alone: a phone number can be guessed from it, so it is never shown to anyone.
    """
    return digest(canonical([path, plain(content.value(path))])).hex()
