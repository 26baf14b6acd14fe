"""What a payment gateway is to this house."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import httpx

from caseportal.payments.evidence import GatewayEvidence, Rejection
from caseportal.payments.methods import MethodName
from shared.i18n import Language


@dataclass(frozen=True)
class Order:
    """What a person is about to pay by one attempt. `amount` is whole New Taiwan dollars; `items` are short words."""

    number: str
    amount: int
    method: MethodName
    items: tuple[str, ...]
    description: str
    created_at: datetime
    language: Language
    callback_url: str
    """Where the gateway's server reports the outcome."""
    return_url: str
    """Where the gateway sends the browser with the outcome."""
    back_url: str
    """Where the browser goes when the person leaves the gateway without paying."""


@dataclass(frozen=True)
class CheckoutForm:
    """The form that the person's browser posts to the gateway."""

    action: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class CallbackAnswer:
    """What the gateway's server expects to read, as plain text."""

    status: int
    body: str


@dataclass(frozen=True)
class HealthReport:
    """What an operator should know of a gateway's configuration: nothing in `faults` means that it can be used."""

    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether payments may be sent to this gateway."""
        return not self.faults


class Gateway(ABC):
    """One payment service. Its constructor takes its own section of the settings, as text by key.

    A gateway raises nothing for what comes from outside: a message it cannot believe is a `Rejection`.
    """

    name: ClassVar[str]
    """How it is named in addresses, tables and the entry point: lower-case letters and digits."""
    methods: ClassVar[frozenset[MethodName]]
    """The ways of paying it offers."""

    @abstractmethod
    def __init__(self, settings: Mapping[str, str]) -> None:
        """Take the gateway's own settings; what is missing is told by `health`, not raised."""

    @abstractmethod
    def checkout(self, order: Order) -> CheckoutForm:
        """Give the signed form that takes the person to the gateway."""

    @abstractmethod
    def read_callback(self, fields: Mapping[str, str]) -> GatewayEvidence | Rejection:
        """Authenticate the gateway's report and say what it proves."""

    @abstractmethod
    def answer(self, understood: bool) -> CallbackAnswer:
        """Give the answer that stops the gateway from repeating its report, or the one that refuses it."""

    @abstractmethod
    async def query(self, client: httpx.AsyncClient, number: str, now: datetime) -> GatewayEvidence | Rejection:
        """Ask the gateway what became of the attempt `number`."""

    @abstractmethod
    def health(self) -> HealthReport:
        """Check the configuration, without the network."""
