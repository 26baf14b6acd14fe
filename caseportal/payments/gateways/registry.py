"""Which gateways there are: those that packages declare in the entry point group `gatehouse.gateways`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points

from caseportal.payments.gateways.base import Gateway
from caseportal.payments.methods import MethodName

ENTRY_POINT_GROUP = "gatehouse.gateways"


class GatewayDeclarationError(Exception):
    """A package declares a gateway that is none, or two of one name: the portal must not start with it."""


@dataclass(frozen=True)
class Gateways:
    """The gateways of this installation, by name."""

    by_name: Mapping[str, Gateway]

    def get(self, name: str) -> Gateway | None:
        """Give the gateway of that name, or None."""
        return self.by_name.get(name)

    def offering(self, method: MethodName) -> Gateway | None:
        """Give the first usable gateway that offers `method`, or None: then the method is not shown."""
        return next((g for g in self.by_name.values() if method in g.methods and g.health().usable), None)


def collect(classes: Iterable[type[Gateway]], settings: Mapping[str, Mapping[str, str]]) -> Gateways:
    """Build each gateway with its own section of `settings`. Raises GatewayDeclarationError on a name used twice."""
    by_name: dict[str, Gateway] = {}
    for gateway_class in classes:
        if gateway_class.name in by_name:
            raise GatewayDeclarationError(f"Two gateways are named {gateway_class.name!r}")
        by_name[gateway_class.name] = gateway_class(settings.get(gateway_class.name, {}))
    return Gateways(by_name)


def load_gateways(settings: Mapping[str, Mapping[str, str]]) -> Gateways:
    """Load every declared gateway. `settings` holds a section by gateway name.

    Raises GatewayDeclarationError when an entry point names something else than a `Gateway`.
    """
    return collect((_load(entry.name, entry.load()) for entry in entry_points(group=ENTRY_POINT_GROUP)), settings)


def _load(name: str, loaded: object) -> type[Gateway]:
    if not (isinstance(loaded, type) and issubclass(loaded, Gateway)) or loaded.name != name:
        raise GatewayDeclarationError(f"The entry point {name!r} of {ENTRY_POINT_GROUP} names no gateway {name!r}")
    return loaded
