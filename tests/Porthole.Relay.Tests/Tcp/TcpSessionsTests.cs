using System.Net;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Tcp;

public sealed class TcpSessionsTests
{
    [Fact]
    public async Task Sessions_OfTwoViewers_TellSourceAgeAndBytes()
    {
        var time = new ManualTime();
        using var camera = new Camera();
        await using var site = new Site(time: time);
        var listener = site.Start(camera);
        var (first, firstDevice) = await Site.JoinAsync(listener, camera);
        time.Advance(TimeSpan.FromMinutes(1));
        var (second, secondDevice) = await Site.JoinAsync(listener, camera, IPAddress.Parse("127.0.0.2"));
        time.Advance(TimeSpan.FromSeconds(10));
        await first.PassAsync(firstDevice, listener);
        await secondDevice.PassAsync(second, listener);

        var sessions = listener.Sessions();

        sessions.Length.ShouldBe(2);
        sessions[0].ShouldBe(new RelaySession(
            sessions[0].Id, EndPoint(first), camera.EndPoint, DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(70), BytesIn: 1, BytesOut: 0));
        sessions[1].ShouldBe(new RelaySession(
            sessions[1].Id, EndPoint(second), camera.EndPoint, DateTimeOffset.UnixEpoch.AddMinutes(1), TimeSpan.FromSeconds(10), BytesIn: 0, BytesOut: 1));
        sessions[1].Id.ShouldBeGreaterThan(sessions[0].Id);
    }

    [Fact]
    public async Task Sessions_OneEnds_IsInTheEventsAndStaysInTheCounters()
    {
        var time = new ManualTime();
        using var camera = new Camera();
        await using var site = new Site(time: time);
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        await viewer.PassAsync(device, listener);
        await device.PassAsync(viewer, listener);
        var live = listener.Sessions().ShouldHaveSingleItem();
        time.Advance(TimeSpan.FromSeconds(3));

        viewer.Finish();
        (await device.EndAsync()).ShouldBeNull();
        device.Finish();

        var ended = await site.Events.NextAsync<RelayEvent.SessionEnded>();
        ended.ShouldBe(new RelayEvent.SessionEnded("front-door/rtsp", live with { Age = TimeSpan.FromSeconds(3) }, RelayEnd.Completed));
        listener.Sessions().ShouldBeEmpty();
        listener.Counters.ShouldBe(new RelayCounters(Connections: 0, BytesIn: 1, BytesOut: 1, Accepted: 1, Refused: 0));
    }

    private static IPEndPoint EndPoint(TcpPeer peer) => (IPEndPoint)peer.Socket.LocalEndPoint!;
}
