"""What stands on the topics made once more by this release's own steps, beside the first."""
