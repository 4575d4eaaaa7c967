"""A class in real browsers: students who negotiate, a board that looks on, a server that dies."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from classroom.errors import Unknown
from classroom.records import LiveClass, Person, Settings
from classroom.service.classes import everything
from classroom.service.clock import end, pause, start
from classroom.service.people import join
from classroom.service.seats import move
from classroom.service.tables import offer
from classroom.storage.database import Database
from classroom.storage.store import every_table, talks_at
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.scenario.deals import start_deal
from simulator.scenario.reading.loading import ScenarioDocument, load_document, to_yaml
from simulator.simulation.human.brief import brief
from tests.browser.app import calm, click_text, text_on, width
from tests.browser.hall import Hall, accept, over, pause_between_moves, send, worth
from tests.browser.server import Server
from tests.browser.wire import HIDDEN, WORD, Wire, hidden_numbers, numbers_in
from tests.support import SCENARIOS, three_parties

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
    report = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]} {violation['nodes'][0]['any'][0]['data']}"
        for violation in report.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


@dataclass(frozen=True)
class Boat:
    """Talks about a boat: the buyer may see nothing of the seller's, all of which is unmistakable."""

    live: LiveClass
    buyer: Person
    seller: Person
    model: Model

    @property
    def terms(self) -> Deal:
        return start_deal(self.model.scenario)


@pytest.fixture
def boat(hall: Hall) -> Boat:
    live, _, people = hall.gathered(HIDDEN.read_text("utf-8"), [NAME, "Bo"])
    start(hall.db, live.id)
    seats = {seat.party: seat for seat in map(hall.seated, people)}
    return Boat(live, seats["buyer"], seats["seller"], Model(load_document(HIDDEN).scenario))


def test_an_offer_comes_to_the_other_side_with_a_note_that_is_no_markup(
    hall: Hall, boat: Boat, tab: Tab
) -> None:
    buyer = hall.student(tab(phone=True), boat.live, boat.buyer)
    seller = hall.student(tab(), boat.live, boat.seller)
    send(seller, NOTE)
    expect(text_on(buyer, "On the table: an offer from Seller.")).to_be_visible()
    expect(text_on(buyer, "**bold** $x$ :red[y] <b>").first).to_be_visible()
    for page in (buyer, seller):
        assert page.evaluate("typeof hacked") == "undefined"
        assert page.locator(".stMain a[href^=javascript]").count() == 0
        assert page.locator("img[src=x]").count() == 0

    # It says what it is worth to whom it was made, and so does the head what one's own would be.
    with hall.db.reading() as connection:
        every = every_table(connection, boat.live.id)
        (mine,) = (table for table in every if table.id == boat.buyer.table)
        terms = talks_at(connection, mine).offers[-1].terms
    assert terms is not None
    own = brief(boat.model, boat.model.scenario.parties["buyer"].lead)
    assert worth(buyer, "seat_offer_seller") == pytest.approx(own.worth(terms), abs=0.005)
    before = worth(buyer, "seat_head")
    buyer.locator(".st-key-seat-price").get_by_role("slider").focus()
    for _ in range(3):
        buyer.keyboard.press("ArrowRight")
    expect(buyer.locator(".st-key-seat_head .worth-line b")).not_to_have_text(f"{before:.2f}")


def test_a_page_goes_on_where_it_was_after_a_reload_and_when_the_server_dies(
    hall: Hall, boat: Boat, tab: Tab
) -> None:
    page = hall.student(tab(phone=True), boat.live, boat.buyer)
    offer(hall.db, boat.seller.id, boat.terms)
    expect(text_on(page, "On the table: an offer from Seller.")).to_be_visible()
    page.reload()
    expect(text_on(page, "On the table: an offer from Seller.")).to_be_visible()
    calm(page)
    hall.server.kill()
    try:
        expect(text_on(page, "Reconnecting …")).to_be_visible()
    finally:
        hall.server.start()  # others need it, too
    expect(text_on(page, "Live", exact=True)).to_be_visible()
    send(page, "Half way?")
    (talks,) = everything(hall.db, boat.live.id).talks
    assert [(move.party, move.note) for move in talks.moves] == [
        ("seller", ""),
        ("buyer", "Half way?"),
    ]


def test_a_student_comes_back_on_another_device_by_its_own_code(
    hall: Hall, boat: Boat, tab: Tab
) -> None:
    offer(hall.db, boat.buyer.id, boat.terms, "Half way?")
    page = tab(phone=True)
    page.goto(hall.link(f"join?class={boat.live.code}"))
    click_text(page, "I was here before")
    page.locator(".st-key-seat_own input").fill(boat.seller.code.lower())
    page.get_by_role("button", name="Come back").click()
    expect(text_on(page, "“Half way?”").first).to_be_visible()
    accept(page)
    over(page)
    (talks,) = everything(hall.db, boat.live.id).talks
    assert talks.table.state == "deal"


def test_nothing_of_the_other_sides_reaches_a_browser_before_the_deal_or_after_it(
    hall: Hall, boat: Boat, tab: Tab
) -> None:
    page, board = tab(phone=True), tab()
    wire = Wire(page)
    hall.student(page, boat.live, boat.buyer)
    board.goto(hall.link(f"board?class={boat.live.code}"))
    expect(text_on(board, "Table 1").first).to_be_visible()
    offer(hall.db, boat.seller.id, boat.terms)
    expect(text_on(page, "On the table: an offer from Seller.")).to_be_visible()
    accept(page)
    over(page)
    expect(page.get_by_role("heading", name="Deal", exact=True)).to_be_visible()
    expect(text_on(board, re.compile("deal", re.I)).first).to_be_visible()
    click_text(page, "Moves so far")
    click_text(page, "Your brief")
    expect(text_on(page, "OWNWORD")).to_be_visible()
    received = wire.content()
    assert b"OWNWORD" in received
    assert WORD not in received
    numbers = hidden_numbers(boat.model)
    assert len(numbers) > 15
    assert numbers_in(received, numbers) == set()


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
    assert width(page) <= 390
    assert serious(page) == []
    reach(page, "BUTTON", "Send this offer")
    page.keyboard.press("Enter")
    expect(text_on(page, "Sent. It is on the table.")).to_be_visible()
    pause_between_moves(page)
    reach(page, "BUTTON", "Withdraw")
    page.keyboard.press("Enter")
    expect(text_on(page, "Nothing is on the table: make an offer.")).to_be_visible()

    pause(hall.db, live.id)
    expect(text_on(page, "You can think, but not send.")).to_be_visible()
    expect(page.get_by_role("button", name="Send this offer")).to_be_disabled()

    # Moved to no table at all by the teacher, and the end.
    move(hall.db, live.id, friend.id, None)
    end(hall.db, live.id)
    expect(text_on(page, "Your teacher ended the talks.")).to_be_visible()
    assert width(page) <= 390


def test_three_sides_sign_only_together(hall: Hall, tab: Tab) -> None:
    scenario = to_yaml(ScenarioDocument("three.yaml", three_parties()))
    live, _, people = hall.gathered(scenario, ["Ada", "Bo", "Cy"], Settings(open_book=True))
    start(hall.db, live.id)
    pages = {}
    for who in people:
        seat = hall.seated(who)
        pages[seat.party] = hall.student(tab(phone=True), live, seat)
    city, farmers, province = (pages[side] for side in ("city", "farmers", "province"))
    send(city)
    for page in (farmers, province):
        expect(text_on(page, "On the table: an offer from the city.")).to_be_visible()
        expect(text_on(page, "Utility, The city: 1.00").first).to_be_visible()
    accept(farmers)
    expect(text_on(province, "The farmers accepted; still needed: the province.")).to_be_visible()
    pause_between_moves(farmers)
    farmers.get_by_role("button", name="Take back my acceptance").click()
    expect(text_on(province, "Still needed: the farmers and the province.")).to_be_visible()
    accept(province)
    expect(text_on(city, "The province accepted; still needed: the farmers.")).to_be_visible()
    assert width(city) <= 390
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
    expect(text_on(console, "0 students joined")).to_be_visible()
    expect(text_on(board, "and type")).to_be_visible()

    # Who joins appears on both by itself, as text.
    people = [join(hall.db, live.code, name, "test") for name in (NAME, "Bo", "Cy")]
    expect(text_on(console, "3 students joined")).to_be_visible()
    expect(text_on(board, NAME).first).to_be_visible()
    assert board.locator("img[src=x]").count() == 0
    console.get_by_role("button", name="Assign roles at random").click()
    expect(text_on(console, "3 with a role")).to_be_visible()
    assert serious(console) == serious(board) == []
    console.get_by_role("button", name="Start the talks").first.click()
    expect(text_on(board, "talking").first).to_be_visible()
    offer(hall.db, people[1].id, {"share": 37.0}, "between us")
    expect(text_on(board, "1 offer").first).to_be_visible()
    received = wire.content()
    for secret in (key, "between us", *(person.code for person in people)):
        assert secret.encode() not in received

    # The end, the debrief on both, and nothing left of it all.
    console.get_by_role("button", name="End", exact=True).click()
    console.get_by_role("button", name="End the talks now").click()
    for page in (console, board):
        expect(text_on(page, "The one table did not sign.")).to_be_visible()
    assert serious(console) == []
    click_text(console, "Delete this class for good")
    console.locator(".st-key-class_delete_code input").fill(live.code)
    console.get_by_role("button", name="Delete for good").click()
    expect(text_on(console, "has been deleted, with everything in it")).to_be_visible()
    expect(text_on(board, "The one table did not sign.")).to_have_count(0)
    with pytest.raises(Unknown):
        everything(hall.db, live.id)


def test_who_joins_twice_in_one_browser_waits_and_then_gets_the_same_side(
    hall: Hall, tab: Tab
) -> None:
    scenario = HIDDEN.read_text("utf-8")
    live, key, _ = hall.gathered(scenario, ["Bo"])
    page, console = tab(phone=True), tab()
    console.goto(hall.link(f"class?class={live.code}&key={key}"))
    as_student(hall, page, live, "Ada")
    start(hall.db, live.id)
    expect(page.get_by_role("heading", name=re.compile("Table 1"))).to_be_visible()
    first = page.get_by_role("heading", level=1).inner_text()

    wire = Wire(page)
    as_student(hall, page, live, "Ada again")
    expect(text_on(page, "Your teacher will give you a side")).to_be_visible()
    assert page.get_by_text("Your brief").count() == 0
    assert b"OWNWORD" not in wire.content()
    assert WORD not in wire.content()

    # One press lets in, and a browser keeps its side.
    expect(text_on(console, "Waiting for a role: Ada again.")).to_be_visible()
    assert serious(console) == []
    console.get_by_role("button", name="Let in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    expect(text_on(console, "Waiting for a role")).to_have_count(0)

    click_text(console, "Cannot join")
    calm(console)
    page.goto(hall.link(f"join?class={live.code}"))
    page.locator(".st-key-seat_name input").fill("Eve")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(text_on(page, "This class lets nobody in now.")).to_be_visible()


def test_a_team_is_asked_before_it_walks_away_and_the_teacher_opens_the_table_again(
    hall: Hall, tab: Tab
) -> None:
    scenario = (SCENARIOS / "divide_the_dollar.yaml").read_text("utf-8")
    live, key, people = hall.gathered(scenario, ["Ada", "Bo", "Cy", "Di"], Settings(team=2))
    start(hall.db, live.id)
    seats = [hall.seated(who) for who in people]
    mine, mate = (who for who in seats if who.party == seats[0].party)
    page, other, console = tab(phone=True), tab(phone=True), tab()
    hall.student(page, live, mine)
    hall.student(other, live, mate)
    console.goto(hall.link(f"class?class={live.code}&key={key}"))
    walk_away(page)
    expect(text_on(other, f"{mine.name} would walk away.")).to_be_visible()
    expect(page.get_by_role("button", name="I would rather stay")).to_be_visible()
    assert serious(other) == []
    walk_away(other)
    over(page)
    console.get_by_role("button", name="Open table 1 again").click()
    expect(text_on(page, "Nothing is on the table: make an offer.")).to_be_visible()
    expect(page.get_by_role("button", name="Send this offer")).to_be_enabled()


def as_student(hall: Hall, page: Page, live: LiveClass, name: str) -> None:
    """Join a class by its link."""
    page.goto(hall.link(f"join?class={live.code}"))
    page.locator(".st-key-seat_name input").fill(name)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("heading", name=f"Hello, {name}", exact=True)).to_be_visible()


def walk_away(page: Page) -> None:
    """Say that one wants to leave, and mean it."""
    page.get_by_role("button", name="Walk away").click()
    page.get_by_role("button", name="Yes, walk away").click()


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
