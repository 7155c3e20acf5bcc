"""What operators order of a request: carried out once, with who and why, or kept with why not."""

import pytest

from agents.case.orders import blocked_by, legal, why_not
from agents.case.telling import Telling
from contracts.inbox import Assign, Withdraw
from contracts.kinship import Kinship, Link
from contracts.lifecycle import State
from contracts.orders import (
    ORDERS,
    ApproveOrdered,
    MergeOrdered,
    NoteOrdered,
    Obstacle,
    Order,
    RejectOrdered,
    ReopenOrdered,
    RouteOrdered,
    VerifyOrdered,
)
from contracts.routing import Routable, Unrouted
from contracts.status import StatusChanged
from tests.builders.cases import Story, a_moment, clocks, events, obstacle, states
from tests.builders.facts import REQUEST, a_confirmation, a_hold

S = State
OTHER = "0f9e8d7c-6b5a-5493-8f21-0a1b2c3d4e5f"
INTO = {"into": OTHER, "into_ticket": "KS-7F3K-9QMW-2B4X"}


def in_triage() -> Story:
    story = Story()
    story.submit(route=Unrouted(considered=1, facts=Routable(service="dlh.x", submitter="dlh")))
    return story


def to_be_looked_at() -> Story:
    story = Story()
    story.submit(service="dlh.looked-at-first")
    return story


def routed() -> Story:
    story = Story()
    story.submit()
    return story


def test_a_verified_request_goes_where_its_rule_said() -> None:
    story = to_be_looked_at()
    said = story.order(VerifyOrdered, "2026-03-16 10:00")
    assert states(said) == [S.VERIFIED, S.ROUTED]
    assert [one.rule for one in events(said, Assign)] == ["bulky"]
    assert [kind for kind, _, _ in clocks(said)] == ["met"]


def test_a_verified_request_no_rule_matched_waits_for_an_agency() -> None:
    story = in_triage()
    assert states(story.order(VerifyOrdered, "2026-03-16 10:00")) == [S.VERIFIED]
    said = story.order(RouteOrdered, "2026-03-16 11:00", agency="dishub", co_agencies=("dlh",))
    assert states(said) == [S.ROUTED]
    assert (story.case.agency, story.case.co_agencies, story.case.hops) == ("dishub", ("dlh",), 0)


def test_to_route_a_request_from_triage_is_to_verify_it_too() -> None:
    said = in_triage().order(RouteOrdered, "2026-03-16 10:00", agency="dishub")
    first, last = events(said, StatusChanged)
    assert (first.state, first.implied, last.state, last.implied) == (
        *(S.VERIFIED, True),
        *(S.ROUTED, False),
    )
    assert last.reason == "diperiksa"


def test_a_request_is_routed_anew_from_where_it_is_and_both_agencies_are_told() -> None:
    story = routed()
    story.report(S.IN_PROGRESS, "2026-03-16 10:00")
    said = story.order(RouteOrdered, "2026-03-16 11:00", agency="dishub")
    assert (story.case.agency, story.case.state, story.case.hops) == ("dishub", S.ROUTED, 1)
    assert [one.agency for one in events(said, Withdraw)] == ["dishub"]
    assert [one.rule for one in events(said, Assign)] == ["operator"]


def test_an_operators_word_ends_arbitration() -> None:
    story = routed()
    story.report(S.ROUTED, "2026-03-16 10:00", reason="not_ours")
    assert story.case.arbitration
    story.order(RouteOrdered, "2026-03-16 11:00", agency="dishub")
    assert (story.case.arbitration, story.case.agency) == (False, "dishub")


def test_a_rejected_request_tells_why() -> None:
    said = in_triage().order(RejectOrdered, "2026-03-16 10:00", why="Di luar kota.")
    (change,) = events(said, StatusChanged)
    assert (change.state, change.reason) == (S.REJECTED, "Di luar kota.")


def test_a_merged_request_ends_as_a_duplicate_and_names_the_other() -> None:
    story = routed()
    said = story.order(MergeOrdered, "2026-03-16 10:00", **INTO)
    assert states(said) == [S.DUPLICATE]
    assert story.case.links == (
        Link(kind=Kinship.DUPLICATE_OF, request_id=OTHER, ticket=INTO["into_ticket"]),
    )
    (gone,) = events(said, Withdraw)
    assert (gone.because, gone.agency) == ("duplicate_of", None)
    assert (gone.into, gone.into_ticket) == (OTHER, INTO["into_ticket"])
    stays = INTO["into_ticket"]
    assert gone.sentences.id.endswith(
        f" duplikat dari {stays} dan ditutup; jangan kerjakan lagi."
        f" Penanganan berlanjut pada {stays}."
    )
    assert gone.sentences.en.endswith(f"Work goes on under {stays}.")


def test_an_approved_request_is_closed() -> None:
    story = routed()
    story.report(S.RESOLVED, "2026-03-16 10:00")
    assert states(story.order(ApproveOrdered, "2026-03-16 11:00")) == [S.CLOSED]


def test_an_operator_opens_again_what_is_resolved_or_closed() -> None:
    story = Story()
    story.submit(service="dlh.may-be-reopened")
    story.report(S.RESOLVED, "2026-03-16 10:00")
    assert states(story.order(ReopenOrdered, "2026-03-16 11:00")) == [S.IN_PROGRESS]
    story.report(S.RESOLVED, "2026-03-16 12:00")
    story.hear(a_confirmation, "2026-03-16 13:00")
    assert states(story.order(ReopenOrdered, "2026-03-16 14:00")) == [S.ROUTED]
    assert story.case.cycle == 2


def test_what_was_rejected_in_triage_opens_again_at_the_services_fallback() -> None:
    story = Story()
    asked = Routable(service="dlh.may-be-reopened", submitter="dlh")
    story.submit(service="dlh.may-be-reopened", route=Unrouted(considered=1, facts=asked))
    story.order(RejectOrdered, "2026-03-16 10:00")
    story.order(ReopenOrdered, "2026-03-16 11:00")
    assert (story.case.state, story.case.agency) == (S.ROUTED, "dlh")


def test_a_note_is_kept_and_moves_nothing() -> None:
    story = routed()
    assert story.order(NoteOrdered, "2026-03-16 10:00", why="Pelapor menelepon.") == []
    (kept,) = story.case.orders
    assert (kept.verb, kept.by, kept.why, kept.obstacle) == (
        *("note", "siti", "Pelapor menelepon."),
        None,
    )


def test_the_same_order_twice_is_carried_out_once() -> None:
    story = routed()
    said = {"order_id": "the-same", "agency": "dishub"}
    assert story.order(RouteOrdered, "2026-03-16 10:00", **said)
    assert story.order(RouteOrdered, "2026-03-16 10:01", **said) == []
    assert len(story.case.orders) == 1


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        (VerifyOrdered, {}, Obstacle.NO_LEGAL_MOVE),
        (RejectOrdered, {}, Obstacle.NO_LEGAL_MOVE),
        (ApproveOrdered, {}, Obstacle.NO_LEGAL_MOVE),
        (ReopenOrdered, {}, Obstacle.NO_LEGAL_MOVE),
        (RouteOrdered, {"agency": "dlh"}, Obstacle.ALREADY_THERE),
        (RouteOrdered, {"agency": "dlx"}, Obstacle.UNKNOWN_AGENCY),
        (MergeOrdered, {**INTO, "into": REQUEST}, Obstacle.INTO_ITSELF),
    ],
)
def test_an_order_that_cannot_be_carried_out_changes_nothing_and_is_kept(
    kind: type[Order], said: dict[str, str], expected: Obstacle
) -> None:
    story = routed()
    assert story.order(kind, "2026-03-16 10:00", **said) == []
    assert (story.case.state, obstacle(story)) == (S.ROUTED, expected)


def test_an_order_about_a_request_nobody_knows_is_kept_and_makes_none() -> None:
    story = Story()
    assert story.order(VerifyOrdered, "2026-03-16 10:00") == []
    assert (story.case.request, obstacle(story)) == (None, Obstacle.UNKNOWN_REQUEST)


def test_a_held_request_takes_notes_only() -> None:
    story = routed()
    story.hear(a_hold, "2026-03-16 09:30")
    story.order(RouteOrdered, "2026-03-16 10:00", agency="dishub")
    assert obstacle(story) is Obstacle.HELD
    story.order(NoteOrdered, "2026-03-16 10:01")
    assert obstacle(story) is None
    assert legal(story.case) == ("note",)


def test_after_the_window_nothing_is_opened_again_and_the_sentence_says_until_when() -> None:
    story = Story()
    story.submit(service="dlh.may-be-reopened")
    story.report(S.RESOLVED, "2026-03-16 10:00")
    story.hear(a_confirmation, "2026-03-16 13:00")
    telling = Telling(story.case, a_moment("2026-03-24 07:00"), story.rules)
    order = ReopenOrdered(order_id="x", request_id=REQUEST, by="siti", why="belum selesai")
    blocked = blocked_by(telling, order)
    assert blocked is not None
    assert why_not(telling, blocked).id == (
        "Masa buka kembali berakhir pada Senin, 23 Maret 2026 pukul 16.00 WIB;"
        " ajukan permohonan baru."
    )


def test_a_refused_order_is_told_what_would_be_legal() -> None:
    story = routed()
    telling = Telling(story.case, a_moment("2026-03-16 10:00"), story.rules)
    order = ApproveOrdered(order_id="x", request_id=REQUEST, by="siti", why="selesai")
    blocked = blocked_by(telling, order)
    assert blocked is not None
    assert why_not(telling, blocked).en == (
        "From the state Sent to the agency this order is not legal; legal are: route, merge, "
        "split, link, note."
    )


def test_every_order_is_called_by_its_own_word() -> None:
    words = [order.verb() for order in ORDERS.values()]
    assert words == [
        *("verify", "route", "reject", "merge", "split", "link"),
        *("reopen", "approve", "extend", "decline", "note", "recompute"),
    ]
