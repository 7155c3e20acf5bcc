"""Figures, printed and never asserted: what a step costs, alone, on this machine now."""
