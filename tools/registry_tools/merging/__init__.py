"""From what upstream says to the files under data: which name is which model, whom to believe, what to leave out."""
