"""Every component in every state on one page, for looking at: `python -m tools.styleguide [PORT]`."""
