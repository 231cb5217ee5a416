"""The office's own Excel and Word forms: what each place holds, seen on the form itself, and the form filled."""
