"""What browsers may do with our pages: run scripts, frame them, call them from other sites."""
