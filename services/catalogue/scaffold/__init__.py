"""A new agency's folder, filled in so that it passes the check and teaches; writes no file."""

from services.catalogue.scaffold.files import Newcomer, NoCode, newcomer, scaffold

__all__ = ["Newcomer", "NoCode", "newcomer", "scaffold"]
