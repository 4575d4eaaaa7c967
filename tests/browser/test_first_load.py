"""What a first visit fetches, and what is said while it does and when it fails."""

import socket
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from benchmarks.serving import free_port
from tests.browser.app import move, settled
from tests.browser.deployed import eventually
from tests.browser.server import Server
from tests.services import folder, program
from ui.server.assets import plotly_address, script

PLOTLY = "**/assets/plotly-*.js"
# What a JupyterHub's proxy does: it takes the path off, and the app hears nothing of it.
PREFIX = "user/ann/proxy/8501"
PROXY = """
daemon off; pid {folder}/pid; error_log {folder}/errors;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  map $http_upgrade $kept_open {{ "" ""; default upgrade; }}
  server {{
    listen 127.0.0.1:{port};
    location /{prefix}/ {{
      proxy_pass {app}/;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $kept_open;
    }}
  }}
}}
"""


@pytest.fixture
def newcomer(chromium: Browser) -> Iterator[Page]:
    """A browser that has never been here."""
    page = chromium.new_context().new_page()
    yield page
    page.context.close()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def drawn(page: Page) -> None:
    expect(page.locator(".deal-desk-plot").first).to_be_attached()
    for chart in page.locator(".deal-desk-plot").all():
        expect(chart.locator(".main-svg").first).to_be_attached()


def test_the_page_says_that_it_is_loading_before_any_script_has_come(
    app: str, newcomer: Page
) -> None:
    held: list[Route] = []
    newcomer.route("**/static/js/index.*.js", lambda route: held.append(route))
    newcomer.goto(app, wait_until="commit")
    expect(newcomer.get_by_role("status")).to_have_text("Deal desk is loading …")
    expect(newcomer).to_have_title("Deal desk")
    for request in held:
        request.continue_()
    expect(newcomer.get_by_text("Deal desk is loading …")).to_have_count(0)
    settled(newcomer)


def test_scripts_come_compressed_and_a_student_who_joins_fetches_no_plotly(
    app: str, newcomer: Page
) -> None:
    fetched: list[Response] = []
    newcomer.on("response", lambda response: fetched.append(response))
    newcomer.goto(f"{app}/join")
    expect(newcomer.get_by_label("Class code")).to_be_visible()
    scripts = [response for response in fetched if "/static/js/" in response.url]
    large = [response for response in scripts if len(response.body()) > 1_000]
    assert large
    assert {response.headers.get("content-encoding") for response in large} == {"gzip"}
    assert not [response.url for response in fetched if "plotly" in response.url.lower()]


def test_a_chart_that_could_not_be_loaded_says_so_and_is_there_after_another_try(
    app: str, newcomer: Page
) -> None:
    # The first time nothing comes, the second time what a proxy says for itself.
    newcomer.route(PLOTLY, lambda route: route.abort("connectionreset"), times=1)
    newcomer.goto(app)
    settled(newcomer)
    missing = newcomer.get_by_text("The chart could not be loaded.")
    charts = newcomer.locator(".deal-desk-plot").count()
    expect(missing).to_have_count(charts)
    newcomer.route(PLOTLY, lambda route: route.fulfill(body="<html>Sign in", status=200), times=1)
    newcomer.get_by_role("button", name="Try again").first.click()
    expect(missing).to_have_count(charts)
    newcomer.get_by_role("button", name="Try again").last.click()
    drawn(newcomer)
    expect(missing).to_have_count(0)


def test_the_next_move_tries_a_missing_chart_again_and_a_closed_page_leaves_none(
    app: str, newcomer: Page
) -> None:
    newcomer.route(PLOTLY, lambda route: route.abort("connectionreset"), times=1)
    newcomer.goto(app)
    settled(newcomer)
    expect(newcomer.get_by_text("The chart could not be loaded.").first).to_be_visible()
    move(newcomer, "security", "End")
    drawn(newcomer)
    newcomer.evaluate(
        "() => { window.gone = []; const purge = Plotly.purge;"
        " Plotly.purge = (place) => { window.gone.push(place); return purge(place); } }"
    )
    newcomer.get_by_role("link", name="Method").click()
    expect(newcomer.get_by_role("heading", name="Method", exact=True)).to_be_visible()
    newcomer.wait_for_function("window.gone.length === 4")


# Streamlit calls a chart's script for each state of its data. If a newer state comes before the script
# has loaded, both calls are made, and the clean-up that the older one returned is run after them.
OVERTAKEN = """
async ([text, address]) => {
  const module = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
  const parentElement = document.createElement('div');
  parentElement.innerHTML = '<div class="deal-desk-plot" style="width: 300px"></div>';
  document.body.append(parentElement);
  const layout = { height: 200, title: { text: 'T', font: { size: 14 } }, margin: { t: 20 } };
  const figure = JSON.stringify({ data: [{ x: [1, 2], y: [1, 2] }], layout });
  const data = { figure, config: {}, height: 200, alt: 'overtaken', clickable: false, script: address };
  const call = () => module.default({ data, parentElement, setTriggerValue() {} });
  window.overtaken = call();
  window.newest = call();
}
"""
# Taken off the page when the script has come, and put back at once, so that no size seems to change.
TAKEN_OFF = OVERTAKEN.replace(
    "window.overtaken = call();",
    """document.addEventListener('load', ({ target }) => {
    if (!target.src?.includes('plotly')) return;
    parentElement.remove();
    target.addEventListener('load', () => document.body.append(parentElement));
  }, true);""",
)


def test_a_chart_that_left_the_page_while_plotly_loaded_is_drawn_when_it_is_back(
    app: str, newcomer: Page
) -> None:
    newcomer.goto(app)
    settled(newcomer)
    newcomer.evaluate(TAKEN_OFF, [script("plot.js"), plotly_address()])
    expect(newcomer.get_by_label("overtaken").locator(".main-svg").first).to_be_attached()


def test_a_chart_stays_when_the_call_that_it_overtook_is_cleaned_up(
    app: str, newcomer: Page
) -> None:
    newcomer.goto(app)
    settled(newcomer)
    newcomer.evaluate(OVERTAKEN, [script("plot.js"), plotly_address()])
    chart = newcomer.get_by_label("overtaken")
    expect(chart.locator(".main-svg").first).to_be_attached()
    newcomer.evaluate("window.overtaken()")
    expect(chart.locator(".main-svg").first).to_be_attached()
    chart.evaluate("place => { place.style.width = '500px'; }")
    expect(chart.locator(".main-svg").first).to_have_css("width", "500px")
    newcomer.evaluate("window.newest()")
    expect(chart.locator(".main-svg")).to_have_count(0)


def test_behind_a_proxy_that_takes_a_path_off_charts_and_live_pages_and_links_work(
    server: Server, tab: Callable[..., Page]
) -> None:
    with folder() as place:
        port = free_port()
        config = place / "nginx.conf"
        config.write_text(PROXY.format(folder=place, port=port, prefix=PREFIX, app=server.url))
        nginx = subprocess.Popen([program("nginx"), "-c", config])
        try:
            eventually(lambda: listens(port), "nginx answers")
            page = tab()
            page.goto(f"http://127.0.0.1:{port}/{PREFIX}/")
            settled(page)
            drawn(page)
            page.goto(f"http://127.0.0.1:{port}/{PREFIX}/class")
            page.get_by_role("button", name="Open a class").click()
            expect(page.get_by_role("status").first).to_have_text("Live")
            link = page.get_by_text(f"/{PREFIX}/join?class=")
            expect(link.first).to_be_visible()
        finally:
            nginx.terminate()
            nginx.wait(20)
