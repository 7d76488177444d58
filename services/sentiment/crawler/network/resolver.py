"""Names to numbers, each number checked: a name that is rebound between two looks leads nowhere new.

The connection is made to the very numbers that were checked here, so nothing can change in between.
"""

from collections.abc import Sequence
from typing import Any, Self

from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from services.sentiment.actions import addresses


@implementer(IResolutionReceiver)
class _Checked:
    """Passes on the numbers that may be visited."""

    def __init__(self, receiver: Any, host: str, port: int) -> None:
        self.receiver, self.host, self.port = receiver, host, port

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's name
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        try:
            addresses.check_address(address.host, host=self.host, port=self.port)
        except addresses.AddressRefused as error:
            REFUSALS[self.host] = str(error)
        else:
            self.receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        self.receiver.resolutionComplete()


# Twisted says only that a name has no address; the reason is kept here for the crawl's error.
REFUSALS: dict[str, str] = {}


@implementer(IHostnameResolver)
class GuardedResolver:
    """Scrapy's `TWISTED_DNS_RESOLVER`. Without a cache: each connection looks up and checks anew."""

    def __init__(self, reactor: Any) -> None:
        self.reactor = reactor
        self.inner = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        return cls(reactor)

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[Any] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        checked = _Checked(resolutionReceiver, hostName, portNumber)
        return self.inner.resolveHostName(checked, hostName, portNumber, addressTypes, transportSemantics)
