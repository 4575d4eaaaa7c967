"""What a class came to: results, questions, report, export."""
