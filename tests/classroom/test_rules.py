"""The rules of a table, on random things done there."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from classroom.records import Kind, Move
from classroom.service.rules import agreed, consents, fates, standing

# What a party tries to do, about the offer that was made so many offers ago.
TRIES = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(["offer", "offer", "accept", "accept", "take_back", "withdraw"]),
        st.integers(0, 6),
    ),
    max_size=40,
)
PARTIES = st.integers(2, 5).map(lambda count: [f"p{n}" for n in range(count)])


def move(id: int, party: str, kind: Kind, about: int | None = None) -> Move:
    terms = {"i": float(id)} if kind == "offer" else None
    return Move(id, 1, 1, party, kind, terms, "", about, float(id), float(id))


@dataclass
class Referee:
    """What stands and who said yes, kept by hand, move by move."""

    parties: list[str]
    stands: dict[str, int] = field(default_factory=dict)
    yes: dict[int, set[str]] = field(default_factory=dict)

    def allows(self, party: str, kind: str, about: int | None) -> bool:
        own = self.stands.get(party)
        there = about in self.stands.values()
        accepted = party in self.yes.get(about or 0, set())
        return {
            "offer": True,
            "withdraw": own is not None,
            "accept": there and about != own and not accepted,
            "take_back": there and accepted,
        }[kind]

    def do(self, made: Move) -> None:
        own = self.stands.get(made.party)
        if made.kind == "offer":
            for who in self.yes.values():
                who.discard(made.party)
            self.stands[made.party] = made.id
            self.yes[made.id] = set()
        elif made.kind == "withdraw":
            del self.stands[made.party]
        elif made.about is not None and made.kind == "accept":
            self.yes[made.about].add(made.party)
        elif made.about is not None:
            self.yes[made.about].discard(made.party)
        if made.kind in ("offer", "withdraw") and own is not None:
            del self.yes[own]

    @property
    def deals(self) -> set[int]:
        return {
            id for party, id in self.stands.items() if self.yes[id] == set(self.parties) - {party}
        }


def played(parties: list[str], tries: list[tuple[int, str, int]], legal: bool) -> list[Move]:
    """Turn tries into moves, in ascending order; of legal ones only those that the referee allows."""
    referee = Referee(parties)
    done: list[Move] = []
    for who, kind, ago in tries:
        party = parties[who % len(parties)]
        offers = [earlier.id for earlier in done if earlier.kind == "offer"]
        about = offers[-1 - ago % len(offers)] if offers else None
        if kind == "withdraw":
            about = referee.stands.get(party) if legal else about
        if kind != "offer" and about is None:
            continue
        if legal and not referee.allows(party, kind, about):
            continue
        made = move(len(done) + 1, party, kind, None if kind == "offer" else about)  # type: ignore[arg-type]
        done.append(made)
        if legal:
            referee.do(made)
            if referee.deals:
                break
    return done


@given(PARTIES, TRIES)
def test_the_rules_say_what_a_referee_says_after_each_move(
    parties: list[str], tries: list[tuple[int, str, int]]
) -> None:
    referee = Referee(parties)
    done: list[Move] = []
    for made in played(parties, tries, legal=True):
        referee.do(made)
        done.append(made)
        assert {party: offer.id for party, offer in standing(done).items()} == referee.stands
        assert consents(done) == {id: frozenset(referee.yes[id]) for id in referee.stands.values()}
        signed = agreed(done, parties)
        assert ({signed.id} if signed else set()) == referee.deals


@given(PARTIES, TRIES)
def test_whatever_is_written_down_each_party_has_one_offer_at_most_and_yes_needs_an_offer(
    parties: list[str], tries: list[tuple[int, str, int]]
) -> None:
    done = played(parties, tries, legal=False)
    stands = standing(done)
    assert all(offer.party == party and offer.kind == "offer" for party, offer in stands.items())
    assert set(consents(done)) == {offer.id for offer in stands.values()}
    for party, offer in stands.items():
        later = [made for made in done if made.id > offer.id and made.party == party]
        assert all(made.kind not in ("offer", "withdraw") for made in later)
    signed = agreed(done, parties)
    if signed is not None:
        assert set(parties) - {signed.party} <= consents(done)[signed.id]


@given(PARTIES, TRIES)
def test_an_offer_of_ones_own_takes_back_ones_yes(
    parties: list[str], tries: list[tuple[int, str, int]]
) -> None:
    done = played(parties, tries, legal=True)
    for party in parties:
        after = [*done, move(len(done) + 1, party, "offer")]
        assert all(party not in yes for yes in consents(after).values())
        assert consents(after)[after[-1].id] == frozenset()
        kept = {id: yes - {party} for id, yes in consents(done).items()}
        gone = {id for id in kept if id not in consents(after)}
        assert gone <= {standing(done)[party].id} if party in standing(done) else not gone
        assert all(consents(after)[id] == yes for id, yes in kept.items() if id not in gone)


@given(PARTIES, TRIES)
def test_each_offer_has_one_fate(parties: list[str], tries: list[tuple[int, str, int]]) -> None:
    done = played(parties, tries, legal=True)
    signed = agreed(done, parties)
    fate_of = fates(done, signed.id if signed else None)
    stands = {offer.id for offer in standing(done).values()}
    assert set(fate_of) == {made.id for made in done if made.kind == "offer"}
    for id, fate in fate_of.items():
        assert (fate in ("stands", "deal")) == (id in stands)
        assert (fate == "withdrawn") == any(
            made.kind == "withdraw" and made.about == id for made in done
        )
    assert [id for id, fate in fate_of.items() if fate == "deal"] == ([signed.id] if signed else [])


def test_with_three_parties_one_yes_is_not_a_deal_and_the_second_is() -> None:
    parties = ["a", "b", "c"]
    done = [move(1, "a", "offer"), move(2, "b", "accept", 1)]
    assert agreed(done, parties) is None
    signed = agreed([*done, move(3, "c", "accept", 1)], parties)
    assert signed is not None
    assert signed.id == 1
    assert agreed([*done, move(3, "b", "take_back", 1), move(4, "c", "accept", 1)], parties) is None
    assert agreed([*done, move(3, "b", "offer"), move(4, "c", "accept", 1)], parties) is None
    assert agreed([*done, move(3, "a", "offer"), move(4, "c", "accept", 3)], parties) is None
