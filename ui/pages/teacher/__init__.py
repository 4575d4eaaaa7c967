"""Class: a teacher's console, board and debrief."""
