"""A whole class at once: intake, scheduling, gradebook, exports, report."""
