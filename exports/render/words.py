"""The words documents are made of, in bokmål, nynorsk and English: data in words.yaml, read once."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path

import yaml

LANGUAGES = ("nb", "nn", "en")
_FILE = Path(__file__).with_name("words.yaml")


@cache
def all_words() -> dict[str, dict[str, str]]:
    """Every word by its key, each a mapping from language to text."""
    words: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return words


@cache
def words_in(language: str) -> dict[str, str]:
    """Every word in one language; an unknown language gets bokmål."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    return {key: texts[chosen] for key, texts in all_words().items()}


def written_date(moment: str, words: dict[str, str]) -> str:
    """An ISO date or time as people write it ("4. mars 2026"); anything else comes back as it was."""
    try:
        day = date.fromisoformat(moment[:10])
    except ValueError:
        return moment
    month = words["months"].split()[day.month - 1]
    return words["date_pattern"].format(day=day.day, month=month, year=day.year)


def written_time(moment: str, words: dict[str, str]) -> str:
    """An ISO time to the minute, by its own clock ("4. mars 2026 kl. 09.30"); raises ValueError."""
    clock = datetime.fromisoformat(moment).strftime("%H %M").split()
    return words["time_pattern"].format(date=written_date(moment, words), hour=clock[0], minute=clock[1])
