"""Between a spider and the internet: where it may go, how often, and what it is told."""
