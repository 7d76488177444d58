"""Rules as people see them: a list, an editor that shows at once what a rule would have fired on, and YAML."""
