using System.Net;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>Others who want the same port on the same router: nobody fights, and nothing foreign is touched.</summary>
public sealed class NeighboursTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Port_TakenByAnotherWhileDropped_IsGivenUpAndTheNextIsKept(bool overwrites)
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554), prepare: router => router.Overwrites = overwrites);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].External == "198.51.100.7:8554");

        // Another Porthole on the LAN: the same words, another instance.
        var other = new MappingRequest { Transport = Transport.Tcp, ExternalPort = 8554, Internal = IPEndPoint.Parse("127.0.0.66:554"), Description = "Porthole-ffff door/rtsp" };
        bench.Router.Table[(Transport.Tcp, 8554)] = other;
        bench.Time.Advance(bench.Settings.Mapping.VerifyInterval);
        await bench.UntilAsync(status => status.Forwards[0].External == "198.51.100.7:18554");
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        bench.Router.Calls.Clear();

        // Three hours later each has what it had: no port changes hands again.
        for (var step = 0; step < 36; step++)
        {
            bench.Time.Advance(bench.Settings.Mapping.VerifyInterval);
            await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        }

        bench.Router.Table[(Transport.Tcp, 8554)].ShouldBe(other);
        bench.Router.Calls.ShouldAllBe(call => call == "map 18554 127.0.0.20:554");
        bench.Status.Forwards[0].Problems.ShouldContain("PH205");
    }

    /// <summary>A cloned disk: both agents take the other's mapping for a leftover of their own.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Port_TakenAgainAndAgainInOurName_IsGivenUpAndAnotherNameTaken(bool overwrites)
    {
        var port = LoopBench.FreePort();
        await using var bench = new LoopBench(LoopBench.OneCamera(port, device => device with { Ports = [device.Ports[0] with { Route = RoutePreference.Relay }] }), prepare: router => router.Overwrites = overwrites);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].External == $"198.51.100.7:{port}");
        var key = (Transport.Tcp, port);
        var copy = bench.Router.Table[key] with { Internal = new IPEndPoint(IPAddress.Parse("127.0.0.66"), port) };
        var mine = bench.Router.Table[key].Internal;

        // Taken back twice: it might be the router's own doing.
        for (var taken = 0; taken < 2; taken++)
        {
            bench.Router.Table[key] = copy;
            bench.Router.Overwrites = true;
            bench.Time.Advance(bench.Settings.Mapping.VerifyInterval);
            await bench.UntilAsync(() => bench.Router.Table[key].Internal.Equals(mine) && bench.Loop.Unsettled == 0);
        }

        bench.Router.Table[key] = copy;
        bench.Router.Overwrites = overwrites;
        bench.Time.Advance(bench.Settings.Mapping.VerifyInterval);
        var status = await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped } forward && forward.External != $"198.51.100.7:{port}");
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);

        bench.Tags.ShouldHaveSingleItem().ShouldNotBe("0a1b");
        bench.Router.Table[key].ShouldBe(copy);
        bench.Router.Table[(Transport.Tcp, ushort.Parse(status.Forwards[0].External!.Split(':')[1]))].Description.ShouldStartWith($"Porthole-{bench.Tags[0]} ");
        var problem = bench.Status.Problems.Single(problem => problem.Code == "PH205");
        problem.Title.ShouldContain("127.0.0.66");
        problem.Remedy.ShouldContain(line => line.Contains("copy of this one's disk", StringComparison.Ordinal));

        // Three hours later each has what it had.
        for (var step = 0; step < 36; step++)
        {
            bench.Time.Advance(bench.Settings.Mapping.VerifyInterval);
            await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        }

        bench.Router.Table[key].ShouldBe(copy);
        bench.Router.Table.Count.ShouldBe(2);
        bench.Tags.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Stop_PortTakenByAnother_LeavesItThere()
    {
        var bench = new LoopBench(LoopBench.OneCamera(8554));
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        bench.Router.Table[(Transport.Tcp, 8554)] = new MappingRequest { Transport = Transport.Tcp, ExternalPort = 8554, Internal = IPEndPoint.Parse("127.0.0.66:554"), Description = "a game console" };

        await bench.StopAsync();

        bench.Router.Table.Count.ShouldBe(1);
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task Gateway_OnAnotherInterface_EverythingIsAskedThereAndTheRelayListensThere()
    {
        var port = LoopBench.FreePort();
        await using var bench = new LoopBench(LoopBench.OneCamera(port));
        await bench.ConnectAsync(MappingProtocol.NatPmp);
        await bench.UntilAsync(status => status.Forwards[0].Relay?.Listen == $"127.0.0.1:{port}" && status.Forwards[0].State == ForwardState.Mapped);

        await bench.ConnectAsync(FakeRouter.Gateway with { LocalAddress = IPAddress.Parse("127.0.0.2"), InterfaceName = "vpn0" }, MappingProtocol.NatPmp);
        var status = await bench.UntilAsync(status => status.Forwards[0].Relay?.Listen == $"127.0.0.2:{port}" && status.Forwards[0].State == ForwardState.Mapped);

        status.Network.Interface.ShouldBe("vpn0");
        bench.Router.Table[(Transport.Tcp, port)].Internal.ShouldBe(new IPEndPoint(IPAddress.Parse("127.0.0.2"), port));
    }
}
