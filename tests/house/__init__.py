"""What holds for the project itself: files, imports, the lock, the README. Needs files only."""
