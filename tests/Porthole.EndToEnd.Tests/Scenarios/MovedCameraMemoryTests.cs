using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>What is known of a camera that moved, over restarts, new leases and absence.</summary>
public sealed class MovedCameraMemoryTests : IdentityScenario
{
    [Fact]
    public async Task Run_RestartedAfterAMove_OpensTheAddressInForceAtOnce()
    {
        var agent = await StartAsync(secureMode: false, FrontDoorMac);
        await Lab.FrontDoor.MoveToAsync("192.168.1.77");
        await agent.WaitForStatusAsync("the new address", status => status.Forwards is [{ State: "mapped", Internal: "192.168.1.77:80" }], Followed);
        await agent.KillAsync();

        agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080, FrontDoorMac)));

        var status = await agent.WaitUntilMappedAsync(forwards: 1, "direct");
        status.Forwards[0].Internal.ShouldBe("192.168.1.77:80");
    }

    [Fact]
    public async Task Run_DhcpServerGivesAnotherLease_CameraIsFollowed()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        await Lab.FrontDoor.RunAsync("ip", "-4", "addr", "flush", "dev", "eth0");
        var server = await ServeDhcpAsync("192.168.1.20");
        await LeaseAsync("192.168.1.20");
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080, FrontDoorMac)));
        await agent.WaitForStatusAsync("the camera online", status => status.Forwards is [{ State: "mapped", DeviceOnline: true }]);

        await server.StopAsync();
        server = await ServeDhcpAsync("192.168.1.123");
        await LeaseAsync("192.168.1.123");

        await agent.WaitForStatusAsync("the new lease", status => status.Forwards is [{ State: "mapped", Internal: "192.168.1.123:80" }], Followed);
        (await Lab.Viewer.GetAsync(Page)).ShouldContain("front-door");
        await server.StopAsync();
    }

    [Fact]
    public async Task Run_CameraIsOff_ToldWithWhereItWasLookedFor()
    {
        var agent = await StartAsync(secureMode: false, FrontDoorMac);
        await Lab.PullCableAsync(Lab.FrontDoor);

        var status = await agent.WaitForStatusAsync("PH401 with the search", status => status.Has("PH401") && status.Problem("PH401").Evidence.Contains("44:19:b6:00:00:20", StringComparison.Ordinal), Followed);

        status.Forwards[0].DeviceOnline.ShouldBe(false);
        status.Forwards[0].State.ShouldBe("mapped");
        await Lab.PlugCableAsync(Lab.FrontDoor);
        await agent.WaitForStatusAsync("the camera back", status => status.Forwards is [{ DeviceOnline: true }] && !status.Has("PH401"), Followed);
    }

    private async Task<LabProcess> ServeDhcpAsync(string address)
    {
        var server = Lab.Router.Start(
            "dnsmasq",
            [
                "--keep-in-foreground", "--port=0", "--user=root", "--interface=br0", "--bind-interfaces", "--dhcp-authoritative",
                "--dhcp-range=192.168.1.100,192.168.1.150,2m", $"--dhcp-host=44:19:b6:00:00:20,{address}", "--dhcp-leasefile=/run/lab/leases", "--pid-file=", "--conf-file=/dev/null", "--log-facility=-",
            ]);
        await Lab.Router.WaitForListenerAsync("udp", 67, () => server.Log.Tail);
        return server;
    }

    /// <summary>The camera asks for an address once, as at its start.</summary>
    private async Task LeaseAsync(string expected)
    {
        const string Script = """
            #!/bin/sh
            [ "$1" = bound ] || exit 0
            ip -4 addr flush dev "$interface"
            ip addr add "$ip/24" dev "$interface"
            ip route replace default via 192.168.1.1
            """;
        await Lab.FrontDoor.RunAsync("sh", "-c", $"cat >/run/lab/lease.sh <<'END'\n{Script}\nEND\nchmod +x /run/lab/lease.sh; ip -4 addr flush dev eth0; busybox udhcpc -i eth0 -n -q -f -s /run/lab/lease.sh");
        (await Lab.FrontDoor.RunAsync("ip", "-4", "addr", "show", "dev", "eth0")).Output.ShouldContain($"{expected}/24");
    }
}
