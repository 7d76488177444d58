"""The look of every page: base templates, design tokens, components, charts."""
