"""The board as a person meets it: a real Chromium that looks at pages, and takes their pictures."""
