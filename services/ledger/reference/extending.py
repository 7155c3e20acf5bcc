"""More time for a request: asked by its agency, given by a role, while it is not late."""

from datetime import datetime

from contracts.cases import Class, ClockState
from contracts.catalogue import Extension, Metric
from services.ledger.reference.clock import Clock
from services.ledger.reference.heard import Document, Heard
from services.ledger.reference.story import Story


def ask(story: Story, fact: Heard) -> Class:
    """It is remembered where it may be had."""
    days = fact.body["days"]
    if not _may_have(story, days, fact.received_at):
        return Class.REFUSED
    story.asked_days = days
    return Class.APPLIED


def may(story: Story, order: Document, at: datetime) -> bool:
    """Whether a role may give what was asked for."""
    if story.asked_days is None or not _may_have(story, _days(story, order), at):
        return False
    return any(order["role"] == rule.approver for _, rule in _of(story))


def give(story: Story, order: Document, at: datetime) -> None:
    """Everything that may be extended is."""
    days = _days(story, order)
    for clock, _ in _of(story):
        clock.extend(days, order["role"], at)
    story.asked_days = None


def may_not_give(story: Story, order: Document, _at: datetime) -> bool:
    """Whether a role may say no to what was asked for: whoever might say yes, late or not."""
    rules = [one.extension for one in story.clocks.terms if one.metric is Metric.RESOLUTION]
    said = any(order["role"] == rule.approver for rule in rules if rule is not None)
    return story.asked_days is not None and said


def not_give(story: Story, _order: Document, _at: datetime) -> None:
    """Nothing is asked for any more, and nothing moves."""
    story.asked_days = None


def _days(story: Story, order: Document) -> int:
    return order.get("days") or story.asked_days or 0


def _of(story: Story) -> list[tuple[Clock, Extension]]:
    rules = ((clock, clock.term.extension) for clock in story.clocks.all)
    now = story.clocks.cycle
    return [
        (clock, rule)
        for clock, rule in rules
        if rule and clock.owed and clock.cycle == now and clock.term.metric is Metric.RESOLUTION
    ]


def _may_have(story: Story, days: int, at: datetime) -> bool:
    found = _of(story)
    late = any(
        clock.state is ClockState.BREACHED or (clock.state is ClockState.RUNNING and clock.due < at)
        for clock, _ in found
    )
    enough = all(clock.extended + days <= rule.max_days for clock, rule in found)
    return bool(found) and not late and enough
