using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Connections;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;
using Porthole.Relay;

namespace Porthole.Agent.Tests.Diagnosis;

/// <summary>Floods and dead devices as the owner sees them: in the log and among the problems.</summary>
public sealed class TurnedAwayTests
{
    private static readonly ushort Port = LoopBench.FreePort();

    [Fact]
    public async Task Refused_From5000Sources_IsOneLineAtItsBeginAndOneAtItsEnd()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(Port));
        for (var i = 0; i < 5000; i++)
            bench.Post(new LoopEvent.RelayNoticed(new RelayEvent.Refused("door/rtsp", new IPAddress([203, 0, (byte)(i / 250), (byte)(i % 250)]), RelayRefusal.DeviceRate, 2)));

        await bench.UntilAsync(status => status.Problems.Any(problem => problem.Evidence.Contains("10000 so far, the last from 203.0.19.249")));
        bench.Log.Count(line => line.Contains("PH302")).ShouldBe(1);

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(30), status => status.Problems.All(problem => problem.Code != "PH302"));
        bench.Log.Count(line => line.Contains("PH302")).ShouldBe(2);
    }

    [Fact]
    public async Task Refused_AFloodOnTheRelayItself_ReachesTheLogAsOneLine()
    {
        const int Flood = 1000;
        using var folder = new TemporaryFolder();
        await using var bench = new LoopBench(LoopBench.OneCamera(Port));
        using var connections = new ConnectionLog(folder.State.ConnectionsFolder, bench.Time, NullLogger<ConnectionLog>.Instance);
        await using var host = new RelayHost(new RelayOptions(), bench.Time);
        var listening = host.Start(new RelayRoute
        {
            Id = "door/rtsp",
            Device = "Door",
            Transport = RelayTransport.Tcp,
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Target = new IPEndPoint(IPAddress.Parse("127.0.0.20"), 554),
            AllowFrom = [IPNetwork.Parse("127.0.0.9/32")],
        }).ShouldBeOfType<RelayStart.Listening>();
        using var stopping = new CancellationTokenSource();
        var watching = new RelayWatch(host, bench.Loop, connections).RunAsync(stopping.Token);

        for (var i = 0; i < Flood; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(listening.Listener.LocalEndPoint);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
            {
                // Turned away before this side had noticed that it was let in.
            }
        }

        await bench.UntilAsync(() => listening.Listener.Counters.Refused == Flood);
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(5), status => status.Problems.Any(problem => problem.Evidence.Contains($"{Flood} so far, the last from 127.0.0.1")));
        bench.Log.Count(line => line.Contains("PH302")).ShouldBe(1);
        bench.Log.Count.ShouldBeLessThan(10);
        connections.Recent.ShouldBeEmpty();

        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => watching);
    }

    [Theory]
    [InlineData(RelayRefusal.NotAllowed, "AllowFrom")]
    [InlineData(RelayRefusal.SourceRate, "Relay.ConnectionRatePerSource")]
    [InlineData(RelayRefusal.Blocked, "Relay.BlockTime")]
    [InlineData(RelayRefusal.DeviceLimit, "raise the limit")]
    public async Task Refused_ForAReason_SaysOfWhichForwardAndWhatHelpsAgainstThatReason(RelayRefusal reason, string helps)
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(Port));
        await bench.ConnectAsync(MappingProtocol.NatPmp);

        bench.Post(new LoopEvent.RelayNoticed(new RelayEvent.Refused("door/rtsp", IPAddress.Parse("203.0.113.7"), reason, 1)));

        var status = await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH302"));
        var told = status.Problems.Single(problem => problem.Code == "PH302");
        told.Title.ShouldStartWith("Door rtsp: ");
        told.Remedy.ShouldHaveSingleItem().ShouldContain(helps);
    }

    [Fact]
    public async Task Refused_TheClockIsSetBack_TheProblemDoesNotStandForHours()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(Port));
        bench.Post(new LoopEvent.RelayNoticed(new RelayEvent.Refused("door/rtsp", IPAddress.Parse("203.0.113.7"), RelayRefusal.Blocked, 1)));
        await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH302"));

        bench.Time.SetWall(-TimeSpan.FromHours(3));
        bench.Post(new LoopEvent.ClockJumped("the clock was set"));

        await bench.UntilAsync(status => status.Problems.All(problem => problem.Code != "PH302"));
    }

    [Fact]
    public async Task DeviceUnreachable_TheDeviceIsRemoved_TheProblemGoesWithIt()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(Port));
        await bench.ConnectAsync(MappingProtocol.NatPmp);
        bench.Post(new LoopEvent.RelayNoticed(new RelayEvent.DeviceUnreachable("door/rtsp", new IPEndPoint(IPAddress.Parse("127.0.0.20"), 554), "refused")));
        await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH303"));

        bench.Change(new PortholeSettings());

        await bench.UntilAsync(status => status.Problems.All(problem => problem.Code != "PH303"));
    }
}
