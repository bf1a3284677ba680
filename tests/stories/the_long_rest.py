"""What a person would do a hundred times over, done through the pages' own forms without drawing them."""

from __future__ import annotations

from tests.stories.visitor import Visitor

# Two at a time, as two colleagues would. Each answers the status the page gave.
IN_TURNS = """
async function inTurns(all, deed) {
  const waiting = [...all], answers = [];
  const one = async () => { while (waiting.length) answers.push(await deed(waiting.shift())); };
  await Promise.all([one(), one()]);
  return answers;
}
async function send(form, address, more) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(more)) if (!body.get(name)) body.set(name, value);
  return (await fetch(address, {method: "POST", body, redirect: "manual"})).status;
}
"""

CONFIRM_ALL = f"""async () => {{ {IN_TURNS}
  const forms = [...document.querySelectorAll("article[id^=item-] form")]
    .filter(form => form.querySelector("button[value=confirmed]"));
  return inTurns(forms, form => send(form, location.href, {{state: "confirmed"}}));
}}"""

ANSWER_ROWS = f"""async ([addresses, answers]) => {{ {IN_TURNS}
  return inTurns(addresses, async address => {{
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    return send(page.querySelector("form[data-guard]"), address, answers);
  }});
}}"""

# Text, number, date, and the first real choice, wherever nothing stands yet.
FILL_THE_EMPTY = """([keys, words, day]) => {
  const value = {number: "12", date: day, url: "https://fjordvik.example/"};
  const fill = one => {
    const group = [...document.getElementsByName(one.name)];
    if (one.type === "radio" || one.type === "checkbox") {
      const real = group.filter(each => each.value);
      if (!real.some(each => each.checked)) real[0].click();
    } else if (one.tagName === "SELECT") {
      if (!one.value) one.selectedIndex = 1;
    } else if (!one.value) one.value = value[one.type] || words;
    one.dispatchEvent(new Event("input", {bubbles: true}));
  };
  for (const key of keys)
    document.getElementById(key).querySelectorAll("input, textarea, select").forEach(fill);
}"""


def confirm_everything(visitor: Visitor) -> int:
    """From the page of proposals: confirm all that is left; gives how many."""
    confirmed = 0
    while visitor.main.locator("article[id^=item-]").count():
        answers = visitor.page.evaluate(CONFIRM_ALL)
        done = answers.count(0)  # a redirect that is not followed has no status for scripts
        assert done, answers  # of two answers in one section the second is stale, and has its turn next
        confirmed += done
        visitor.page.reload()
    return confirmed


def missing(visitor: Visitor) -> dict[str, list[str]]:
    """From the page of submitting: what is missing, as anchors by the page where it is mended."""
    found: dict[str, list[str]] = {}
    for one in visitor.main.locator(".v-problems a[href]").all():
        page, _hash, anchor = (one.get_attribute("href") or "").partition("#")
        found.setdefault(page, []).append(anchor)
    return found


def answer_what_is_missing(visitor: Visitor, wanted: dict[str, list[str]], day: str) -> None:
    """On each section page fill what is named; rows get a status or reason, fields the first that fits."""
    for page, anchors in wanted.items():
        visitor.go(page)
        rows = [f"{each}" for each in anchors if visitor.main.locator(f'li[id="{each}"]').count()]
        links = [
            visitor.main.locator(f'li[id="{each}"] a[href*="/rows/"]').first.get_attribute("href")
            for each in rows
        ]
        if links:
            given = {"status": "in_progress", "coverage_reason": "Det kan ikke skje hos oss."}
            answers = visitor.page.evaluate(ANSWER_ROWS, [links, given])
            assert set(answers) == {0}, answers
        if fields := [each for each in anchors if each not in rows]:
            visitor.page.evaluate(FILL_THE_EMPTY, [fields, "Slik er det hos oss i Fjordvik.", day])
            visitor.send()
