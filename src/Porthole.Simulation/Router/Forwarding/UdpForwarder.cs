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

    private readonly Lock _gate = new();
    private readonly Dictionary<IPEndPoint, Session> _sessions = [];
    private readonly SimulatedMapping _mapping;
    private readonly TimeProvider _time;
    private readonly UdpService _outside;
    private readonly TaskSet _returning = new();
    private bool _isStopped;

    public UdpForwarder(IPEndPoint outside, SimulatedMapping mapping, TimeProvider time)
    {
        (_mapping, _time) = (mapping, time);
        _outside = UdpService.Bind(outside, FromViewerAsync);
    }

    public async ValueTask DisposeAsync()
    {
        var closing = _outside.DisposeAsync();
        List<Session> open;
        lock (_gate)
        {
            _isStopped = true;
            open = [.. _sessions.Values];
        }

        open.ForEach(session => session.End.Cancel());
        await closing;
        await _returning.WhenAllAsync();
    }

    private async Task FromViewerAsync(ReadOnlyMemory<byte> datagram, IPEndPoint viewer, CancellationToken cancellationToken)
    {
        if (!Forwarder.LetsIn(_mapping, viewer) || FindOrOpen(viewer) is not { } session)
            return;
        try
        {
            await session.Device.SendToAsync(datagram, SocketFlags.None, _mapping.Internal, cancellationToken);
        }
        catch (Exception e) when (Ended.Normally(e))
        {
            // The session was idle and has just been closed, or the device refused: UDP promises nothing.
        }
    }

    private Session? FindOrOpen(IPEndPoint viewer)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(viewer, out var session))
            {
                if (_isStopped || _sessions.Count >= MaximumSessions)
                    return null;
                session = new Session(Forwarder.SocketFor(viewer, _mapping));
                _sessions.Add(viewer, session);
                _returning.Add(FromDeviceAsync(session, viewer));
            }

            session.LastUsed = _time.GetTimestamp();
            return session;
        }
    }

    private async Task FromDeviceAsync(Session session, IPEndPoint viewer)
    {
        await using var timer = _time.CreateTimer(_ => EndIfIdle(session, viewer), null, IdleTime, IdleTime);
        using (session.Device)
        {
            var buffer = new byte[ushort.MaxValue];
            while (!session.End.IsCancellationRequested)
            {
                try
                {
                    var received = await session.Device.ReceiveFromAsync(buffer, SocketFlags.None, _mapping.Internal, session.End.Token);
                    if (!received.RemoteEndPoint.Equals(_mapping.Internal))
                        continue;
                    session.LastUsed = _time.GetTimestamp();
                    await _outside.SendAsync(buffer.AsMemory(0, received.ReceivedBytes), viewer, session.End.Token);
                }
                catch (Exception e) when (Ended.Normally(e))
                {
                    // A refusal by the device does not end the association; idleness does.
                }
            }
        }
    }

    private void EndIfIdle(Session session, IPEndPoint viewer)
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(session.LastUsed) < IdleTime || !_sessions.TryGetValue(viewer, out var known) || known != session)
                return;
            _sessions.Remove(viewer);
        }

        session.End.Cancel();
    }

    private sealed class Session(Socket device)
    {
        private long _lastUsed;

        public Socket Device { get; } = device;

        /// <summary>Ends the association. Not disposed: a timer may still want to cancel it, and it holds nothing.</summary>
        public CancellationTokenSource End { get; } = new();

        public long LastUsed
        {
            get => Volatile.Read(ref _lastUsed);
            set => Volatile.Write(ref _lastUsed, value);
        }
    }
}
