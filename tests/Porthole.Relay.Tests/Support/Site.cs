using System.Net;
using System.Threading.Channels;

namespace Porthole.Relay.Tests.Support;

/// <summary>A host on loopback, with cameras to relay to.</summary>
public sealed class Site(RelayOptions? options = null, TimeProvider? time = null) : IAsyncDisposable
{
    public RelayHost Host { get; } = new(options ?? new RelayOptions(), time ?? TimeProvider.System);

    public ChannelReader<RelayEvent> Events => Host.Events;

    public static RelayRoute Route(IPEndPoint target, RelayTransport transport = RelayTransport.Tcp, string id = "front-door/rtsp") => new()
    {
        Id = id,
        Device = id.Split('/')[0],
        Transport = transport,
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        Target = target,
    };

    public IRelayListener Start(RelayRoute route) => Host.Start(route).ShouldBeOfType<RelayStart.Listening>().Listener;

    public IRelayListener Start(Camera camera) => Start(Route(camera.EndPoint));

    /// <summary>A viewer's connection and the camera's end of it.</summary>
    public static async Task<(TcpPeer Viewer, TcpPeer Device)> JoinAsync(IRelayListener listener, Camera camera, IPAddress? from = null)
    {
        var viewer = camera.Hold(await TcpPeer.ConnectAsync(listener.LocalEndPoint, from));
        return (viewer, await camera.AcceptAsync());
    }

    public async ValueTask DisposeAsync()
    {
        var stop = Host.DisposeAsync().AsTask();
        await (time is ManualTime manual ? manual.PassUntilAsync(stop) : stop.InTimeAsync());
    }
}
