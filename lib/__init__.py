"""Story Explorer: who and what the coverage is about, each number traced to its sentence."""
