using System.Net;
using System.Text;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;
using Porthole.PortMapping.Upnp.Eventing;

namespace Porthole.PortMapping.Tests.Upnp.Eventing;

public sealed class EventDigestTests
{
    private readonly FakeSink _sink = new();
    private int _held;

    [Fact]
    public async Task Take_Address_EachChangeIsToldOnce()
    {
        var sut = await DigestAsync();

        Take(sut, "<ExternalIPAddress>198.51.100.7</ExternalIPAddress>");
        Take(sut, "<ExternalIPAddress>198.51.100.7</ExternalIPAddress>");
        Take(sut, "<ExternalIPAddress></ExternalIPAddress>");
        Take(sut, "<ExternalIPAddress>198.51.100.8</ExternalIPAddress>");

        _sink.Addresses.ShouldBe([IPAddress.Parse("198.51.100.7"), null, IPAddress.Parse("198.51.100.8")]);
    }

    [Fact]
    public async Task Take_ConnectionStatus_NoAddressWhileItIsDown()
    {
        var sut = await DigestAsync();

        Take(sut, "<ConnectionStatus>Connected</ConnectionStatus><ExternalIPAddress>198.51.100.7</ExternalIPAddress>");
        Take(sut, "<ConnectionStatus>Disconnected</ConnectionStatus>");
        Take(sut, "<ConnectionStatus>Connected</ConnectionStatus>");

        _sink.Addresses.ShouldBe([IPAddress.Parse("198.51.100.7"), null, IPAddress.Parse("198.51.100.7")]);
    }

    [Fact]
    public async Task Take_TableFallsBelowWhatIsOurs_SomeAreLost()
    {
        var sut = await DigestAsync();
        _held = 3;

        Take(sut, "<PortMappingNumberOfEntries>4</PortMappingNumberOfEntries>");
        Take(sut, "<PortMappingNumberOfEntries>3</PortMappingNumberOfEntries>");
        _sink.Losses.ShouldBeEmpty();

        Take(sut, "<PortMappingNumberOfEntries>2</PortMappingNumberOfEntries>");
        _sink.Losses.ShouldHaveSingleItem().ShouldBe("the router's table fell from 3 to 2 entries, of which 3 are ours");
    }

    [Quirk("3e no entries")]
    [Fact]
    public async Task Take_RouterAlwaysReportsNoEntries_IsNoLoss()
    {
        // BiglyBT: PortMappingNumberOfEntries 0 whatever the table holds.
        var sut = await DigestAsync();
        _held = 3;

        Take(sut, "<PortMappingNumberOfEntries>0</PortMappingNumberOfEntries>");
        Take(sut, "<PortMappingNumberOfEntries>0</PortMappingNumberOfEntries>");
        Take(sut, "<PortMappingNumberOfEntries>many</PortMappingNumberOfEntries>");

        _sink.Losses.ShouldBeEmpty();
    }

    private static void Take(EventDigest sut, string variables) => sut.Take(EventProperties.Parse(Encoding.UTF8.GetBytes(
        $"<?xml version=\"1.0\"?><e:propertyset xmlns:e=\"urn:schemas-upnp-org:event-1-0\"><e:property>{variables}</e:property></e:propertyset>")));

    private async Task<EventDigest> DigestAsync()
    {
        await using var igd = new FakeIgd();
        return new EventDigest((await igd.OpenAsync()).Connection, () => _held, _sink);
    }
}
