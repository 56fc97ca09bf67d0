"""timeline: a chronology of dated events, exact or vague, published as feeds that stay true."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
else:
    # Hidden from type checkers, to whom a module with `__getattr__` has every attribute there could be.
    def __getattr__(name: str) -> str:
        """`__version__` as the package was installed, read only when it is asked for: that keeps each start quick."""
        if name != "__version__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib.metadata import version

        return version(__name__)
