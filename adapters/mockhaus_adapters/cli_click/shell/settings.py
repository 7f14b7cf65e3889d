"""What `!set` sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

from mockhaus_adapters.cli_click.formats import FORMATS

_SWITCHES = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}


class ShellError(Exception):
    """A command that cannot be carried out as given; the text is for the person at the terminal."""


def switch(text: str) -> bool:
    """`on` or `off`, `true` or `false`."""
    found = _SWITCHES.get(text.lower())
    if found is None:
        raise ShellError(f"{text!r} is neither on nor off")
    return found


def _format(text: str) -> str:
    if text.lower() not in FORMATS:
        raise ShellError(f"{text!r} is no format; there are {', '.join(FORMATS)}")
    return text.lower()


def _pager(text: str) -> str:
    """`on`, `off`, or the pager's command."""
    return _shown(_SWITCHES.get(text.lower(), text))


def _setting(read: Callable[[str], object], meaning: str) -> dict[str, object]:
    return {"read": read, "meaning": meaning}


@dataclass(slots=True)
class ShellSettings:
    """The settings by name."""

    output_format: str = field(
        default="table", metadata=_setting(_format, f"how results are shown: {', '.join(FORMATS)}")
    )
    timing: bool = field(default=True, metadata=_setting(switch, "whether the time that a statement took is shown"))
    pager: str = field(
        default="on", metadata=_setting(_pager, "whether large results go through a pager, or the pager's command")
    )
    variable_substitution: bool = field(
        default=False, metadata=_setting(switch, "whether &name in statements is a variable")
    )
    exit_on_error: bool = field(default=False, metadata=_setting(switch, "whether the first error ends the shell"))

    def set(self, name: str, text: str) -> None:
        """Set one by its text; ShellError where there is no such setting or value."""
        for item in fields(self):
            if item.name == name.lower():
                setattr(self, item.name, item.metadata["read"](text))
                return
        raise ShellError(f"there is no setting {name!r}; there are {', '.join(self.names())}")

    def listed(self) -> list[tuple[str, str, str]]:
        """Each name, value and meaning."""
        return [(item.name, _shown(getattr(self, item.name)), item.metadata["meaning"]) for item in fields(self)]

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """All names."""
        return tuple(item.name for item in fields(cls))


def _shown(value: object) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)
