"""Names across articles: which entity ids are one person or body, how sure that is, and why; rows in, joins out."""
