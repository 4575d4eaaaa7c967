"""What people do in a class: join, sit down, start, offer, accept."""
