"""Stories: one event grouped and followed, copies of one text found, one utterance recognised in many quotes."""
