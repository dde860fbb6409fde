"""What goes wrong in training: settings that do not fit, pixels and labels that are not as measured, too little of it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass
