"""How much the widget weighs, and how long it takes until somebody can type."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx
from playwright.sync_api import Browser, Page, Request, sync_playwright
from rich.console import Console
from rich.table import Table

from bench.figures import write
from bench.ground import prepare
from bench.processes import gateway_running
from bot.training import ROOT

RESULTS = ROOT / "results" / "bench-widget.json"
LOADER, FRAME = "/chat/widget.js", "/chat/frame"
USABLE, CONNECTED = "#send:enabled", "[data-connection=open]"


@dataclass(frozen=True)
class Line:
    """A phone and its network; latency in milliseconds, speed in kilobytes a second."""

    name: str
    latency: int
    speed: int
    slowdown: int


LINES = (Line("this machine", 0, -1, 1), Line("slow phone, slow 4G", 150, 200, 4))


@dataclass(frozen=True)
class Weight:
    """Everything that is loaded, in bytes, plain and compressed."""

    files: int
    plain: int
    compressed: int


@dataclass(frozen=True)
class Result:
    """Milliseconds from navigation to the composer and to the conversation."""

    weight: Weight
    usable: dict[str, float]
    connected: dict[str, float]


def run(samples: int, console: Console) -> None:
    """Measure, print and keep."""
    with TemporaryDirectory(prefix="parley-bench-") as folder:
        ground = prepare(Path(folder), Path("no-model-is-needed"))
        url = ground.settings.debt.public_url
        with gateway_running(ground), _chromium() as browser:
            result = _measure(browser, url, samples)
    write(result, RESULTS)
    _show(result, console)


def _measure(browser: Browser, url: str, samples: int) -> Result:
    usable, connected = {}, {}
    for line in LINES:
        times = [_time(browser, url, line) for _ in range(samples)]
        usable[line.name] = median(each[0] for each in times)
        connected[line.name] = median(each[1] for each in times)
    return Result(_weigh(browser, url), usable, connected)


def _weigh(browser: Browser, url: str) -> Weight:
    """The loader, and all that the frame asks for until it is connected."""
    page = browser.new_page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(url + FRAME)
    _since_navigation(page, CONNECTED)
    page.close()
    addresses = {each.url for each in asked if each.method == "GET"} | {url + LOADER}
    files = [each for each in addresses if each.startswith(url)]
    bodies = [httpx.get(each).content for each in files]
    compressed = sum(len(gzip.compress(body)) for body in bodies)
    return Weight(len(bodies), sum(map(len, bodies)), compressed)


def _time(browser: Browser, url: str, line: Line) -> tuple[float, float]:
    context = browser.new_context()
    page = context.new_page()
    _slow_down(page, line)
    page.goto(url + FRAME, wait_until="commit")
    usable, connected = (_since_navigation(page, each) for each in (USABLE, CONNECTED))
    context.close()
    return usable, connected


def _since_navigation(page: Page, selector: str) -> float:
    """Milliseconds from navigation until there is such an element."""
    page.locator(selector).wait_for()
    return float(page.evaluate("performance.now()"))


def _slow_down(page: Page, line: Line) -> None:
    tools = page.context.new_cdp_session(page)
    speed = line.speed * 1000 if line.speed > 0 else -1
    tools.send("Network.enable")
    tools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": line.latency,
            "downloadThroughput": speed,
            "uploadThroughput": speed,
        },
    )
    tools.send("Emulation.setCPUThrottlingRate", {"rate": line.slowdown})


@contextmanager
def _chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def _show(result: Result, console: Console) -> None:
    weight = result.weight
    table = Table(
        title=f"The widget: {weight.files} files, {weight.plain / 1000:.1f} kB, "
        f"compressed {weight.compressed / 1000:.1f} kB. Milliseconds, median.",
        title_justify="left",
    )
    for column in ("From", "can be typed into", "shows the conversation"):
        table.add_column(column)
    for name, usable in result.usable.items():
        table.add_row(name, f"{usable:.0f}", f"{result.connected[name]:.0f}")
    console.print(table)
