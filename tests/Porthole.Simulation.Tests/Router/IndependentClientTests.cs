using Porthole.Simulation.Tests.Support;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Simulation.Tests.Router;

/// <summary>Clients that others wrote take the simulated router for a real one.</summary>
public sealed class IndependentClientTests
{
    [Fact]
    public async Task Upnpc_AddListDelete_Works()
    {
        await using var router = await SimulatedRouter.StartAsync(new() { SecureMode = false, WanAddress = IPAddress.Parse("127.77.3.1") });
        var url = router.DescriptionUrl.ToString();

        var (_, added) = await Tool.RunAsync("upnpc", "-u", url, "-e", "front door", "-a", "127.0.0.20", "8554", "18554", "tcp", "3600");
        added.ShouldContain("external 127.77.3.1:18554 TCP is redirected to internal 127.0.0.20:8554 (duration=3600)");

        var (_, list) = await Tool.RunAsync("upnpc", "-u", url, "-l");
        list.ShouldContain("Status : Connected");
        list.ShouldContain("ExternalIPAddress = 127.77.3.1");
        list.ShouldContain("0 TCP 18554->127.0.0.20:8554  'front door' '' 3600");

        var (_, deleted) = await Tool.RunAsync("upnpc", "-u", url, "-d", "18554", "tcp");
        deleted.ShouldContain("UPNP_DeletePortMapping() returned : 0");
        router.Mappings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Natpmpc_MapsAndUnmaps_Works()
    {
        // natpmpc knows the real port only.
        var gateway = IPAddress.Parse("127.0.3.254");
        await using var router = await SimulatedRouter.StartAsync(new() { LanAddress = gateway, PcpPort = 5351, WanAddress = IPAddress.Parse("127.77.3.2") });

        var (exitCode, output) = await Tool.RunAsync("natpmpc", "-g", gateway.ToString(), "-a", "18554", "8554", "tcp", "600");
        output.ShouldContain("Public IP address : 127.77.3.2");
        output.ShouldContain("Mapped public port 18554 protocol TCP to local port 8554 liftime 600");
        exitCode.ShouldBe(0);
        var mapping = router.Mappings.ShouldHaveSingleItem();
        mapping.Protocol.ShouldBe(ProtocolType.Tcp);
        mapping.MadeBy.ShouldBe(RouterProtocols.NatPmp);

        await Tool.RunAsync("natpmpc", "-g", gateway.ToString(), "-a", "18554", "8554", "tcp", "0");
        router.Mappings.ShouldBeEmpty();
    }
}
