"""`make audit`: known vulnerabilities, licences, secrets."""
