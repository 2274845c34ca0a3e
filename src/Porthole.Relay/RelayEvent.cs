using System.Net;

namespace Porthole.Relay;

/// <summary>Something a relay noticed.</summary>
/// <param name="RouteId">The forward's identity.</param>
public abstract record RelayEvent(string RouteId)
{
    /// <summary>
    /// A source was turned away. The first time at once; repetitions of the next 10 seconds come as one event with their number.
    /// When more than 64 sources are turned away at a time, one event stands for several of them.
    /// </summary>
    /// <param name="RouteId">The forward's identity.</param>
    /// <param name="Source">The source, or the latest of several.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Count">How many connections or datagrams this event stands for, 1 or more.</param>
    public sealed record Refused(string RouteId, IPAddress Source, RelayRefusal Reason, long Count) : RelayEvent(RouteId);

    /// <summary>A source is blocked from all forwards because its connections kept failing.</summary>
    /// <param name="RouteId">The forward on which it failed last.</param>
    /// <param name="Source">The source.</param>
    /// <param name="Until">When it may connect again.</param>
    public sealed record Blocked(string RouteId, IPAddress Source, DateTimeOffset Until) : RelayEvent(RouteId);

    /// <summary>The device did not accept the relay's connection. Told once, and again after 10 minutes while no connection is accepted.</summary>
    public sealed record DeviceUnreachable(string RouteId, IPEndPoint Target, string Evidence) : RelayEvent(RouteId);

    /// <summary>The device accepted a connection again after it had not.</summary>
    public sealed record DeviceReachable(string RouteId) : RelayEvent(RouteId);

    /// <summary>An admitted connection or UDP session is over.</summary>
    /// <param name="RouteId">The forward's identity.</param>
    /// <param name="Session">What it was, with its last counters.</param>
    /// <param name="Reason">How it ended.</param>
    public sealed record SessionEnded(string RouteId, RelaySession Session, RelayEnd Reason) : RelayEvent(RouteId);
}
