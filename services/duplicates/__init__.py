"""Requests that seem to ask the same, proposed to an operator; a reader of cases, never a judge."""

from services.duplicates.proposing import Near, Proposal, propose

__all__ = ["Near", "Proposal", "propose"]
