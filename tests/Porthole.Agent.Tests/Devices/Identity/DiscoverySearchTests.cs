using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Devices.Identity;

namespace Porthole.Agent.Tests.Devices.Identity;

public sealed class DiscoverySearchTests
{
    [Fact]
    public async Task Find_SeveralDevices_TheOneWithTheMacThatCanBeReached()
    {
        var discovery = new FakeDiscovery(
        [
            Device("192.168.1.30", "44:19:b6:00:00:21"),
            Device("192.168.1.64", "44:19:b6:00:00:20") with { IsReachable = false },
            Device("192.168.1.77", "44:19:b6:00:00:20"),
            Device("192.168.1.78", mac: null),
        ]);

        var found = await new DiscoverySearch(discovery).FindAsync(new WantedDevice("Door", null, "44:19:b6:00:00:20", IPAddress.Parse("192.168.1.20")), TestContext.Current.CancellationToken);

        found.ShouldBe([IPAddress.Parse("192.168.1.77")]);
        discovery.Options.ShouldNotBeNull().LookAtNeighbours.ShouldBeFalse();
    }

    private static DiscoveredDevice Device(string address, string? mac) => new() { Address = IPAddress.Parse(address), Mac = mac, ProposedName = address };

    private sealed class FakeDiscovery(ImmutableArray<DiscoveredDevice> devices) : IDeviceDiscovery
    {
        public DiscoveryOptions? Options { get; private set; }

        public Task<ImmutableArray<DiscoveredDevice>> SearchAsync(DiscoveryOptions options, IProgress<DiscoveryProgress>? progress, CancellationToken cancellationToken)
        {
            Options = options;
            return Task.FromResult(devices);
        }
    }
}
