"""Pages run without a browser."""

from streamlit.testing.v1 import AppTest

from tests.support import SCENARIOS

FILES = sorted(SCENARIOS.glob("*.yaml"))


def page(name: str, scenario: str = "", link: str = "", **address: str) -> AppTest:
    """Run a page once, at an address that says so."""

    def script(name: str) -> None:
        import importlib

        importlib.import_module(f"ui.pages.{name}").page()

    test = AppTest.from_function(script, args=(name,), default_timeout=300)
    for key, value in {"scenario": scenario, "s": link, **address}.items():
        if value:
            test.query_params[key] = value
    return test.run()


def said(test: AppTest) -> str:
    """All that a page says."""
    found = (*test.title, *test.header, *test.markdown, *test.caption, *test.error, *test.warning)
    return "\n".join(each.value for each in (*found, *test.info))
