"""Pages run without a browser."""

from collections.abc import Mapping

from streamlit.testing.v1 import AppTest

from tests.support import ROOT, SCENARIOS

FILES = sorted(SCENARIOS.glob("*.yaml"))
PAGES = sorted(
    file.parent.name
    for file in (ROOT / "ui" / "pages").glob("*/page.py")
    if file.parent.name
    not in ("teacher", "student")  # they want a class, and have tests of their own
)


def page(
    name: str,
    scenario: str = "",
    link: str = "",
    chosen: Mapping[str, str] | None = None,
    address: Mapping[str, str] | None = None,
) -> AppTest:
    """Run a page once, at an address, with what is chosen on it by the keys of its controls."""

    def script(name: str) -> None:
        import importlib

        importlib.import_module(f"ui.pages.{name}").page()

    test = AppTest.from_function(
        script, args=(name if "." in name else f"{name}.page",), default_timeout=300
    )
    for key, value in {"scenario": scenario, "s": link, **(address or {})}.items():
        if value:
            test.query_params[key] = value
    for key, value in (chosen or {}).items():
        test.session_state[key] = value
    return test.run()


def page_text(test: AppTest) -> str:
    """All that a page says."""
    blocks = (*test.title, *test.header, *test.markdown, *test.caption, *test.error, *test.warning)
    return "\n".join(block.value for block in (*blocks, *test.info))


def metrics(test: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in test.metric}
