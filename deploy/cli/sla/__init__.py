"""`simpul sla`: terms explained, tried without a broker, tried on the past, and computed anew."""
