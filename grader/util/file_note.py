"""What became of a file that was handed in: a sentence, and the word that stands for it in a table."""

IGNORED, RENAMED, NOTEBOOK, ELSEWHERE = "files ignored", "renamed", "a notebook", "from another folder"
MISSING, DRAFT, SAME_TIME, GUESSED = "module missing", "a draft", "same time", "owner guessed"


class FileNote(str):
    """A sentence, used as any text.

    Attributes:
        word: that stands for it in a table.
    """

    word: str

    def __new__(cls, sentence: str, word: str = IGNORED) -> "FileNote":
        """Make one of a sentence; without a word it says that files were ignored."""
        note = super().__new__(cls, sentence)
        note.word = word
        return note
