using System.Net;
using Porthole.PortMapping.Tests.Quirks;

namespace Porthole.PortMapping.Tests;

public sealed class MappingRequestTests
{
    [Quirk("3a 716")]
    [Quirk("3a 732")]
    [Theory]
    [InlineData(0, 8554)] // to PCP every port of the host, to UPnP a wildcard
    [InlineData(554, 0)]
    public void Init_PortZero_IsRefused(int internalPort, ushort externalPort) => Should.Throw<ArgumentOutOfRangeException>(() => new MappingRequest
    {
        Transport = Transport.Tcp,
        Internal = new IPEndPoint(IPAddress.Loopback, internalPort),
        ExternalPort = externalPort,
    });
}
