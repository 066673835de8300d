"""The HTML page of a trace in a real browser: a silent console, and every state as the trace has it."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from slot import picture, written

from rmapsmt import cli, ir, manifest
from rmapsmt.account import Belief, Cell
from rmapsmt.manifest import link
from rmapsmt.report import html
from rmapsmt.report.words import About

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selenium.webdriver import Chrome

    from rmapsmt.beside import Picture, Side

SPECS = Path(__file__).parent / "specs"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SCHEMES = ("light", "dark")
WIDE, PHONE = (1280, 900), (390, 844)

SLOT = "slot"
CASES = {  # a pair with a window and a wait; one side alone, and a window; three actors, and neither
    "mail": ("", "try_to_unmap.zap_huge_pmd.nosync"),
    "pair": (SLOT, "walk.empty.old"),
    "asked": (SLOT, "walk.empty.new"),
    "alone": (SLOT, "walk.empty.two"),
    "three": ("two_phase", "coordinator.participant.hasty"),
    "reached": ("ticket_lock", "process.process.queue"),
}
WAITS = {
    "mail": ["waits for pmd_lock: CPU 1 holds pmdLock[1]", *["waits still"] * 6],
    "pair": ["waits for spin_lock: CPU 1 holds lock", *["waits still"] * 2],
    "alone": [],
}


@dataclass(frozen=True)
class Page:
    """A page in a file, and what it was made from."""

    file: Path
    picture: Picture

    @property
    def sides(self) -> list[Side]:
        """Return the behaviours that are shown."""
        return [self.picture.first, *([self.picture.second] if self.picture.second else [])]

    def state(self, side: int, row: int) -> dict[str, list[str]]:
        """Return the texts of every variable's innermost values after a row."""
        turns = self.picture.turns[:row]
        at = [(turn.first, turn.second)[side] for turn in turns]
        state = max((number for number in at if number is not None), default=0)
        trace = self.sides[side].account.trace
        return {
            name: list(leaves(value))
            for name, value in zip(trace.variables, trace.steps[state].state, strict=True)
        }


def leaves(value: ir.Value) -> Iterator[str]:
    """Yield the text of everything that is no function."""
    if isinstance(value, ir.Fun) and value.items:
        for _, inner in value.items:
            yield from leaves(inner)
    else:
        yield ir.show(value)


def written_page(folder: Path, spec: Path, name: str) -> Page:
    """Write one page."""
    shown = picture(spec, name)
    file = folder / f"{name}.html"
    file.write_text(page_of(spec, shown))
    return Page(file, shown)


def page_of(spec: Path, shown: Picture) -> str:
    """Return the text of a page."""
    claims = manifest.load(spec)
    return html.page(claims, shown, link.system(claims).variables, About(8, 0, "spec", "0123456789abcdef"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """Return the pages of all cases."""
    folder = tmp_path_factory.mktemp("pages")
    places = {SLOT: written(tmp_path_factory.mktemp("slot")), "": manifest.bundled()}
    return {
        key: written_page(folder, places.get(spec, SPECS / spec), name) for key, (spec, name) in CASES.items()
    }


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Return the one browser of all these tests."""
    selenium = pytest.importorskip("selenium.webdriver")
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not browser or not driver:
        pytest.skip("chromium and chromedriver are not installed")
    options = selenium.ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    yield chrome
    chrome.quit()


@pytest.fixture
def look(chrome: Chrome, pages: dict[str, Page]) -> Callable[..., Page]:
    """Open a page as a reader with these settings does; nothing may be said on the console."""

    def opened(
        key: str, scheme: str = "light", size: tuple[int, int] = WIDE, step: int | None = None
    ) -> Page:
        wanted = [("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]
        features = [{"name": name, "value": value} for name, value in wanted]
        chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size is PHONE}
        chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        chrome.get("about:blank")
        chrome.get(pages[key].file.as_uri() + ("" if step is None else f"#step={step}"))
        assert [] == chrome.get_log("browser")  # type: ignore[no-untyped-call]
        return pages[key]

    return opened


def press(chrome: Chrome, *keys: str) -> None:
    """Press keys wherever the focus is."""
    from selenium.webdriver import ActionChains

    ActionChains(chrome).send_keys(*keys).perform()


def ask(chrome: Chrome, script: str, *arguments: Any) -> Any:
    """Return what an expression of the page's language gives."""
    return chrome.execute_script(f"return {script}", *arguments)


def step(chrome: Chrome) -> int:
    """Return the row that is marked as the present one."""
    (row,) = ask(
        chrome, "[...document.querySelectorAll('.ladder tr[aria-current=step]')].map(r => r.sectionRowIndex)"
    )
    assert isinstance(row, int)
    return row


def drawn(chrome: Chrome, side: int) -> dict[str, list[str]]:
    """Return the innermost values that are drawn of every variable."""
    values: dict[str, list[str]] = ask(
        chrome,
        "Object.fromEntries([...document.querySelectorAll('.state tr[data-variable]')].map(row =>"
        " [row.dataset.variable, [...row.querySelectorAll(`.side-${arguments[0]} [data-value]`)]"
        ".map(leaf => leaf.dataset.value)]))",
        side,
    )
    return values


slow = pytest.mark.slow


@slow
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("key", CASES)
def test_every_state_is_drawn_as_the_trace_has_it(
    chrome: Chrome, look: Callable[..., Page], key: str, scheme: str
) -> None:
    """Stepping forward with the arrow key shows the states one after the other, on each side."""
    from selenium.webdriver import Keys

    page = look(key, scheme)
    for row in range(len(page.picture.turns) + 1):
        assert row == step(chrome)
        for side in range(len(page.sides)):
            assert page.state(side, row) == drawn(chrome, side), (row, side)
        press(chrome, Keys.ARROW_RIGHT)

    assert len(page.picture.turns) == step(chrome)  # there is nothing behind the last
    assert [] == chrome.get_log("browser")  # type: ignore[no-untyped-call]


@slow
def test_keys_buttons_slider_rows_and_address_step_alike(chrome: Chrome, look: Callable[..., Page]) -> None:
    """Each way of stepping leads where it says, and the address keeps the place."""
    from selenium.webdriver import Keys

    def click(what: str) -> None:
        chrome.find_element("css selector", what).click()

    page = look("pair")
    last = len(page.picture.turns)
    ways: list[tuple[Callable[[], None], int]] = [
        (partial(press, chrome, Keys.END), last),
        (partial(press, chrome, Keys.ARROW_LEFT), last - 1),
        (partial(press, chrome, Keys.HOME), 0),
        (partial(press, chrome, Keys.ARROW_LEFT), 0),
        (partial(click, "#next"), 1),
        (partial(click, "#next"), 2),
        (partial(click, "#back"), 1),
        (partial(click, "#last"), last),
        (partial(click, "#next"), last),
        (partial(click, "#first"), 0),
        (partial(click, ".ladder tbody tr:nth-child(4) button"), 3),
        (partial(press, chrome, Keys.ARROW_RIGHT), 4),
        (partial(click, "#slider"), last // 2),  # its middle
        (partial(press, chrome, Keys.ARROW_RIGHT), last // 2 + 1),
    ]
    for number, (way, expected) in enumerate(ways):
        way()
        assert expected == step(chrome), number
        assert f"#step={expected}" == ask(chrome, "location.hash")

    chrome.refresh()

    assert last // 2 + 1 == step(chrome)


@slow
@pytest.mark.parametrize("key", WAITS)
def test_the_window_is_shaded_and_the_wait_is_drawn(
    chrome: Chrome, look: Callable[..., Page], key: str
) -> None:
    """A row is shaded on a side whose state has the window open, and hatched where a process waits."""
    page = look(key)
    rows = ask(
        chrome,
        "[...document.querySelectorAll('.ladder tbody tr')].slice(1).map(row => [0, 1].map(side =>"
        " [row.querySelectorAll(`.raced.side-${side}`).length > 0,"
        "  [...row.querySelectorAll(`.waits.side-${side}`)].map(cell => cell.textContent)]))",
    )
    texts = []
    for turn, drawn_row in zip(page.picture.turns, rows, strict=True):
        for side, number in enumerate((turn.first, turn.second)[: len(page.sides)]):
            shaded, waits = drawn_row[side]
            if number is not None:
                assert page.sides[side].window[number] is shaded, (turn, side)
            assert (side == 1 and bool(turn.waiting)) is bool(waits), (turn, side)
            texts += waits

    assert WAITS[key] == texts


@slow
def test_the_page_speaks(chrome: Chrome, look: Callable[..., Page]) -> None:
    """Each step is announced, everything that can be pressed has a name, and tables have headers."""
    from selenium.webdriver import Keys

    look("pair")
    for _ in range(4):
        press(chrome, Keys.ARROW_RIGHT)
    said = ask(chrome, "document.querySelector('[aria-live=polite]').textContent")

    assert said.startswith("Step 4 of 9.")
    assert "without Waits: CPU 0, walk, return." in said
    assert "with Waits: CPU 0, waits." in said
    pressed = chrome.find_elements("css selector", "button, input, summary")
    assert all(one.accessible_name for one in pressed if one.is_displayed())
    assert ask(
        chrome, "[...document.querySelectorAll('table')].every(one => one.querySelector('th[scope=col]'))"
    )
    assert "gone" not in ask(chrome, "[...document.querySelectorAll('b')].map(one => one.textContent).join()")


@slow
@pytest.mark.parametrize("key", CASES)
def test_a_phone_shows_one_side_and_scrolls_down_only(
    chrome: Chrome, look: Callable[..., Page], key: str
) -> None:
    """Nothing is wider than the screen, and the other side is one press away."""
    page = look(key, size=PHONE, step=2)
    shown = "[0, 1].map(side => document.querySelector(`.ladder .side-${side}.cpu`)?.offsetParent != null)"
    both = len(page.sides) > 1
    second = both and page.picture.case != page.picture.first.result.case

    assert PHONE[0] == ask(chrome, "document.documentElement.scrollWidth")
    assert [not second, second] == ask(chrome, shown)
    if both:
        chrome.find_element("css selector", f"#chooser button:nth-child({1 if second else 2})").click()
        assert [second, not second] == ask(chrome, shown)
        assert PHONE[0] == ask(chrome, "document.documentElement.scrollWidth")


@slow
def test_colours_follow_the_system_until_somebody_chooses(chrome: Chrome, look: Callable[..., Page]) -> None:
    """Light and dark differ, and the button goes through both."""
    paper = "getComputedStyle(document.body).backgroundColor"
    found = {}
    for scheme in SCHEMES:
        look("pair", scheme)
        found[scheme] = ask(chrome, paper)
    button = chrome.find_element("id", "scheme")
    seen = []
    for _ in range(3):
        button.click()
        seen.append((button.text, ask(chrome, paper)))

    assert found["light"] != found["dark"]
    assert [
        ("Colours: light", found["light"]),
        ("Colours: dark", found["dark"]),
        ("Colours: auto", found["dark"]),
    ] == seen


@slow
def test_the_page_needs_nothing_else(chrome: Chrome, look: Callable[..., Page]) -> None:
    """Nothing is fetched; without scripts there is the trace as text."""
    page = look("pair")
    text = page.file.read_text()

    assert [] == ask(chrome, "performance.getEntriesByType('resource').map(one => one.name)")
    assert {"http://www.w3.org/2000/svg"} == set(re.findall(r"https?://[^\s\"'<]+", text))
    assert "default-src 'none'" in text
    assert "  2                                    Clear(1)" in text.partition("<noscript>")[2]


def test_no_text_of_a_specification_ends_its_element(tmp_path: Path) -> None:
    """Values are strings of anybody's choice; the data stays one element, the ladder one text."""
    text = written_page(tmp_path, written(tmp_path), "walk.empty.old").file.read_text()

    assert (2, 2) == (text.count("</script"), text.count("<script"))
    assert "<b>gone" not in text
    assert "\\u003c/script\\u003e\\u003cb\\u003egone" in text


def test_a_belief_is_dated_by_the_rows_of_the_page(tmp_path: Path) -> None:
    """The second side's sixth step stands in the seventh row, since one turn was waited through."""
    shown = picture(written(tmp_path), "walk.empty.old")
    assert shown.second is not None
    belief = Belief(0, Cell("slot"), "used", "gone", since=6)
    account = replace(shown.second.account, beliefs=(belief,))
    text = page_of(tmp_path, replace(shown, second=replace(shown.second, account=account)))

    assert 'CPU 0 believes slot = \\"used\\" since step 7, but it is \\"gone\\"' in text


def test_the_command_writes_each_form_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What goes to standard output otherwise, the page among it; the verdict is said all the same."""
    spec, file = str(written(tmp_path)), tmp_path / "out" / "trace"
    for form in ("html", "ladder", "json"):
        command = ["trace", "walk.empty.old", "--spec", spec, "--format", form]

        assert 0 == cli.entry([*command, "-o", str(file)])
        said = capsys.readouterr().out
        assert f"walk.empty.old: violated, counterexample of 4 steps\nwrote {file}\n" == said
        assert 0 == cli.entry(command)
        assert file.read_text() == capsys.readouterr().out
