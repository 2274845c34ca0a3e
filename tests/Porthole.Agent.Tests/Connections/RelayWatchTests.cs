using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Connections;
using Porthole.Agent.Tests.Support;
using Porthole.Relay;

namespace Porthole.Agent.Tests.Connections;

public sealed class RelayWatchTests
{
    /// <summary>A viewer who watched until the agent was stopped was there too.</summary>
    [Fact]
    public async Task Finish_ConnectionsThatTheStopEnded_AreInTheLog()
    {
        using var folder = new TemporaryFolder();
        using var camera = new Watched();
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()));
        using var log = new ConnectionLog(folder.State.ConnectionsFolder, bench.Time, NullLogger<ConnectionLog>.Instance);
        var host = new RelayHost(new RelayOptions { DrainTimeout = TimeSpan.Zero }, TimeProvider.System);
        var listening = host.Start(new RelayRoute
        {
            Id = "door/rtsp",
            Device = "Door",
            Transport = RelayTransport.Tcp,
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Target = new IPEndPoint(IPAddress.Parse("127.0.0.20"), camera.Port),
        }).ShouldBeOfType<RelayStart.Listening>();
        var sut = new RelayWatch(host, bench.Loop, log);
        using var stopping = new CancellationTokenSource();
        var running = sut.RunAsync(stopping.Token);
        using var viewer = await camera.WatchAsync(listening.Listener.LocalEndPoint.Port);

        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        await host.DisposeAsync();
        sut.Finish();

        var record = log.Recent.ShouldHaveSingleItem();
        record.Forward.ShouldBe("door/rtsp");
        record.Source.ShouldBe(((IPEndPoint)viewer.Socket.LocalEndPoint!).ToString());
        record.End.ShouldBe(RelayEnd.Stopped);
    }
}
