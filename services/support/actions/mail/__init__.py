"""The e-mail channel: letters in by IMAP, answers out by SMTP, each exactly once as far as the protocols allow."""
