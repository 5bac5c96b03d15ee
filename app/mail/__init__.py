"""Mail: what a reminder says, and how it is handed to the mail server."""
