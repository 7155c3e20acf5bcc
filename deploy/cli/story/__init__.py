"""One request gathered from the topics, and told in sentences."""
