"""`simpul agency`: an agency's folder tried without a broker."""
