"""A class in real browsers: students who negotiate, a board that looks on, a server that dies."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from classroom.classes import everything
from classroom.clock import end, pause, start
from classroom.database import Database
from classroom.errors import Unknown
from classroom.people import desk, join
from classroom.records import Settings
from classroom.seats import move
from classroom.tables import AT_ONCE, offer
from simulator.loading import Document, load_document, to_yaml
from simulator.model import Model
from tests.browser.app import calm
from tests.browser.hall import Hall, accept, over, send, worth
from tests.browser.server import Server
from tests.browser.wire import HIDDEN, WORD, Wire, found, hidden_numbers
from tests.reporting.made import THIRD
from tests.support import SCENARIOS, water_data

Tab = Callable[..., Page]
NAME = "<img src=x onerror=q()>"
NOTE = "<script>hacked=1</script> [x](javascript:hacked=1) **bold** $x$ :red[y] <b>"


@pytest.fixture(scope="module")
def hall(server: Server) -> Iterator[Hall]:
    db = Database(server.database)
    yield Hall(server, db)
    db.close()


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody out, beside what the framework brings."""
    calm(page)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]} {each['nodes'][0]['any'][0]['data']}"
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def test_two_students_make_a_deal_while_a_board_looks_on_and_the_server_dies(
    hall: Hall, tab: Tab
) -> None:
    live, _, (one, two) = hall.gathered(HIDDEN.read_text("utf-8"), [NAME, "Bo"])
    start(hall.db, live.id)
    seats = {each.party: each for each in (desk(hall.db, who.id).person for who in (one, two))}
    buyer = tab(phone=True)
    seller, board = tab(), tab()
    wire = Wire(buyer)
    hall.student(buyer, live, seats["buyer"])
    hall.student(seller, live, seats["seller"])
    board.goto(hall.link(f"board?class={live.code}"))

    # An offer with a note that is no markup; the other side sees what it is worth to itself.
    send(seller, NOTE)
    expect(buyer.get_by_text("On the table: an offer from Seller.")).to_be_visible()
    expect(buyer.get_by_text("**bold** $x$ :red[y] <b>").first).to_be_visible()
    assert buyer.evaluate("typeof hacked") == "undefined"
    assert buyer.evaluate("document.querySelectorAll('.stMain a[href^=javascript]').length") == 0
    assert buyer.locator("img[src=x]").count() == seller.locator("img[src=x]").count() == 0
    model = Model(load_document(HIDDEN).scenario)
    assert worth(buyer, "seat_offer_seller") == pytest.approx(
        worth_to(hall, model, seats["buyer"].table, "buyer"), abs=0.005
    )
    expect(board.get_by_text("Table 1").first).to_be_visible()

    # A control moves, and the page says at once what that is worth.
    before = worth(buyer, "seat_head")
    buyer.locator(".st-key-seat-price").get_by_role("slider").focus()
    for _ in range(3):
        buyer.keyboard.press("ArrowRight")
    expect(buyer.locator(".st-key-seat_head .worth-line b")).not_to_have_text(f"{before:.2f}")

    # A reload in the middle, and a server that dies: both go on where they were.
    buyer.reload()
    expect(buyer.get_by_text("On the table: an offer from Seller.")).to_be_visible()
    hall.server.kill()
    try:
        expect(seller.get_by_text("Reconnecting …")).to_be_visible()
    finally:
        hall.server.start()  # others need it, too
    expect(seller.get_by_text("Live", exact=True)).to_be_visible()
    expect(buyer.get_by_text("Live", exact=True)).to_be_visible()
    send(buyer, "Half way?")
    expect(seller.get_by_text("“Half way?”").first).to_be_visible()

    # The same student on another device, by its own code.
    other = tab(phone=True)
    other.goto(hall.link(f"join?class={live.code}"))
    other.get_by_text("I was here before").click()
    other.locator(".st-key-seat_own input").fill(seats["seller"].code.lower())
    other.get_by_role("button", name="Come back").click()
    expect(other.get_by_text("“Half way?”").first).to_be_visible()

    # Nothing of the seller's has reached the buyer's browser, before the deal or after it.
    accept(other)
    for page in (other, seller, buyer):
        over(page)
        expect(page.get_by_role("heading", name="Deal", exact=True)).to_be_visible()
    buyer.get_by_text("Moves so far").click()
    buyer.get_by_text("Your brief").click()
    expect(buyer.get_by_text("OWNWORD")).to_be_visible()
    received = wire.content()
    assert b"OWNWORD" in received
    assert WORD not in received
    numbers = hidden_numbers(model)
    assert len(numbers) > 15
    assert found(received, numbers) == set()
    (talks,) = everything(hall.db, live.id).talks
    assert talks.table.state == "deal"
    expect(board.get_by_text(re.compile("deal", re.I)).first).to_be_visible()


def worth_to(hall: Hall, model: Model, table: int | None, party: str) -> float:
    """What the last offer at a table is worth to a party's lead."""
    from classroom.store import every_table, talks_at
    from simulator.dynamics.brief import brief

    with hall.db.reading() as connection:
        every = every_table(connection, 1)
        (mine,) = (each for each in every if each.id == table)
        terms = talks_at(connection, mine).offers[-1].terms
    assert terms is not None
    return brief(model, model.scenario.parties[party].lead).worth(terms)


def test_a_student_joins_and_negotiates_by_keyboard_on_a_phone(hall: Hall, tab: Tab) -> None:
    live, _, (friend,) = hall.gathered(
        (SCENARIOS / "divide_the_dollar.yaml").read_text("utf-8"), ["Ada"]
    )
    page = tab(phone=True, dark=True)
    page.goto(hall.link(f"join?class={live.code}"))
    expect(page.locator(".st-key-seat_code input")).to_be_visible()
    assert serious(page) == []
    reach(page, "INPUT", "Your nickname")
    page.keyboard.type("Ben")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hello, Ben")).to_be_visible()

    # The teacher starts: the page shows it by itself.
    start(hall.db, live.id)
    expect(page.get_by_role("heading", name=re.compile("Table 1"))).to_be_visible()
    expect(page.get_by_role("timer")).to_contain_text("left")
    expect(page.get_by_role("button", name="Send this offer")).to_be_enabled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []
    reach(page, "BUTTON", "Send this offer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sent. It is on the table.")).to_be_visible()
    # Sooner, it would be taken for the same finger pressing twice.
    page.wait_for_timeout(1000 * AT_ONCE)
    reach(page, "BUTTON", "Withdraw")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is on the table: make an offer.")).to_be_visible()

    pause(hall.db, live.id)
    expect(page.get_by_text("You can think, but not send.")).to_be_visible()
    expect(page.get_by_role("button", name="Send this offer")).to_be_disabled()

    # Moved to no table at all by the teacher, and the end.
    move(hall.db, live.id, friend.id, None)
    end(hall.db, live.id)
    expect(page.get_by_text("Your teacher ended the talks.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_three_sides_sign_only_together(hall: Hall, tab: Tab) -> None:
    data = water_data()
    data["parties"]["province"] = THIRD
    scenario = to_yaml(Document("three.yaml", data))
    live, _, people = hall.gathered(scenario, ["Ada", "Bo", "Cy"], Settings(open_book=True))
    start(hall.db, live.id)
    pages = {}
    for who in people:
        seat = desk(hall.db, who.id).person
        pages[seat.party] = hall.student(tab(phone=True), live, seat)
    city, farmers, province = (pages[side] for side in ("city", "farmers", "province"))
    send(city)
    for page in (farmers, province):
        expect(page.get_by_text("On the table: an offer from the city.")).to_be_visible()
        expect(page.get_by_text("Utility, The city: 1.00").first).to_be_visible()
    accept(farmers)
    expect(
        province.get_by_text("The farmers accepted; still needed: the province.")
    ).to_be_visible()
    # Sooner, it would be taken for the same finger pressing twice.
    farmers.wait_for_timeout(1000 * AT_ONCE)
    farmers.get_by_role("button", name="Take back my acceptance").click()
    expect(province.get_by_text("Still needed: the farmers and the province.")).to_be_visible()
    accept(province)
    expect(city.get_by_text("The province accepted; still needed: the farmers.")).to_be_visible()
    assert city.evaluate("document.documentElement.scrollWidth") <= 390
    accept(farmers)
    for page in pages.values():
        over(page)
        expect(page.get_by_role("heading", name="Deal", exact=True)).to_be_visible()


def test_a_teacher_runs_a_class_while_a_board_looks_on(hall: Hall, tab: Tab) -> None:
    scenario = (SCENARIOS / "divide_the_dollar.yaml").read_text("utf-8")
    live, key, _ = hall.gathered(scenario, [])
    console, board = tab(), tab(dark=True)
    wire = Wire(board)
    console.goto(hall.link(f"class?class={live.code}&key={key}"))
    board.goto(hall.link(f"board?class={live.code}"))
    expect(console.get_by_text("0 students joined")).to_be_visible()
    expect(board.get_by_text("and type")).to_be_visible()

    # Who joins appears on both by itself, as text.
    people = [join(hall.db, live.code, name, "test") for name in (NAME, "Bo", "Cy")]
    expect(console.get_by_text("3 students joined")).to_be_visible()
    expect(board.get_by_text(NAME).first).to_be_visible()
    assert board.locator("img[src=x]").count() == 0
    console.get_by_role("button", name="Assign roles at random").click()
    expect(console.get_by_text("3 with a role")).to_be_visible()
    assert serious(console) == serious(board) == []
    console.get_by_role("button", name="Start the talks").first.click()
    expect(board.get_by_text("talking").first).to_be_visible()
    offer(hall.db, people[1].id, {"share": 37.0}, "between us")
    expect(board.get_by_text("1 offer").first).to_be_visible()
    received = wire.content()
    for secret in (key, "between us", *(each.code for each in people)):
        assert secret.encode() not in received

    # The end, the debrief on both, and nothing left of it all.
    console.get_by_role("button", name="End", exact=True).click()
    console.get_by_role("button", name="End the talks now").click()
    for page in (console, board):
        expect(page.get_by_text("The one table did not sign.")).to_be_visible()
    assert serious(console) == []
    console.get_by_text("Delete this class for good").click()
    console.locator(".st-key-class_delete_code input").fill(live.code)
    console.get_by_role("button", name="Delete for good").click()
    expect(console.get_by_text("has been deleted, with everything in it")).to_be_visible()
    expect(board.get_by_text("The one table did not sign.")).to_have_count(0)
    with pytest.raises(Unknown):
        everything(hall.db, live.id)


def reach(page: Page, tag: str, name: str) -> None:
    """Press Tab until a control of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([tag, name]) => { const at = document.activeElement;"
            " return at.tagName === tag && ((at.getAttribute('aria-label') || '') + at.textContent)"
            ".includes(name); }",
            [tag, name],
        ):
            return
    raise AssertionError(f"{name} cannot be reached")
