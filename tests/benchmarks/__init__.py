"""What the suite is measured by. Each module prints one Markdown table, each figure beside a peer of the same run."""
