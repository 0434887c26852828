"""How likely a verdict is to be right, and whether that is enough to give it."""

from autoqa.trust.apply import trusted
from autoqa.trust.signs import SIGNS, signs_of
from autoqa.trust.table import RuleTrust, TrustTable, load_tables

__all__ = ["SIGNS", "RuleTrust", "TrustTable", "load_tables", "signs_of", "trusted"]
