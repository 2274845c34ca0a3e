using Porthole.PortMapping.Upnp;

namespace Porthole.PortMapping.Tests.Upnp.Fakes;

/// <summary>Probes of the loopback gateway.</summary>
internal static class Probes
{
    /// <summary>A probe that has begun to listen.</summary>
    public static UpnpProbe Started(int ssdpPort, FakeSink sink, Uri? remembered = null)
    {
        var options = new GatewayOptions { SsdpPort = ssdpPort, Multicast = false, Remembered = new RememberedGateway(remembered) };
        var probe = new UpnpProbe(FakeIgd.Gateway, options, FakeIgd.Identity, TimeProvider.System);
        probe.Start(sink);
        return probe;
    }
}
