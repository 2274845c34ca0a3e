using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Net;

namespace Porthole.Simulation.Router.Forwarding;

/// <summary>Carries the UDP traffic of one mapping: one socket towards the device for each viewer.</summary>
internal sealed class UdpForwarder : IAsyncDisposable
{
    // RFC 4787, REQ-5: a UDP association lives at least two minutes; five are recommended.
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(5);

    // Bounds what a flood from many ports can make this process hold.
    private const int MaximumSessions = 256;

    private readonly ConcurrentDictionary<IPEndPoint, Lazy<Session>> _sessions = new();
    private readonly SimulatedMapping _mapping;
    private readonly TimeProvider _time;
    private readonly UdpService _outside;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskSet _returning = new();

    public UdpForwarder(IPEndPoint outside, SimulatedMapping mapping, TimeProvider time)
    {
        (_mapping, _time) = (mapping, time);
        _outside = UdpService.Bind(outside, FromViewerAsync);
    }

    public async ValueTask DisposeAsync()
    {
        var closing = _outside.DisposeAsync();
        await _stop.CancelAsync();
        await closing;
        await _returning.WhenAllAsync();
        _stop.Dispose();
    }

    private async Task FromViewerAsync(ReadOnlyMemory<byte> datagram, IPEndPoint viewer, CancellationToken cancellationToken)
    {
        if (!Forwarder.LetsIn(_mapping, viewer) || (_sessions.Count >= MaximumSessions && !_sessions.ContainsKey(viewer)))
            return;
        var session = _sessions.GetOrAdd(viewer, v => new Lazy<Session>(() => Open(v))).Value;
        session.LastUsed = _time.GetTimestamp();
        try
        {
            await session.Device.SendToAsync(datagram, SocketFlags.None, _mapping.Internal, cancellationToken);
        }
        catch (Exception e) when (Ended.Normally(e))
        {
            // The session was idle and has just been closed, or the device refused: UDP promises nothing.
        }
    }

    private Session Open(IPEndPoint viewer)
    {
        var session = new Session(Forwarder.SocketFor(viewer, _mapping)) { LastUsed = _time.GetTimestamp() };
        _returning.Add(FromDeviceAsync(session, viewer));
        return session;
    }

    private async Task FromDeviceAsync(Session session, IPEndPoint viewer)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await using var timer = _time.CreateTimer(_ => EndIfIdle(session, idle), null, IdleTime, IdleTime);
        using (session.Device)
        {
            var buffer = new byte[ushort.MaxValue];
            while (!idle.IsCancellationRequested)
            {
                try
                {
                    var received = await session.Device.ReceiveFromAsync(buffer, SocketFlags.None, _mapping.Internal, idle.Token);
                    if (!received.RemoteEndPoint.Equals(_mapping.Internal))
                        continue;
                    session.LastUsed = _time.GetTimestamp();
                    await _outside.SendAsync(buffer.AsMemory(0, received.ReceivedBytes), viewer, idle.Token);
                }
                catch (Exception e) when (Ended.Normally(e))
                {
                    // A refusal by the device does not end the association; idleness does.
                }
            }
        }

        _sessions.TryRemove(viewer, out _);
    }

    private void EndIfIdle(Session session, CancellationTokenSource idle)
    {
        if (_time.GetElapsedTime(session.LastUsed) >= IdleTime)
            idle.Cancel();
    }

    private sealed class Session(Socket device)
    {
        private long _lastUsed;

        public Socket Device { get; } = device;

        public long LastUsed
        {
            get => Volatile.Read(ref _lastUsed);
            set => Volatile.Write(ref _lastUsed, value);
        }
    }
}
