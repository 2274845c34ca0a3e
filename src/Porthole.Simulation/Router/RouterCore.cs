using System.Net;
using Porthole.Simulation.Router.Table;

namespace Porthole.Simulation.Router;

/// <summary>What the router's servers share: its state, its table and its faults.</summary>
internal sealed class RouterCore : IAsyncDisposable
{
    private long _epoch;
    private int _silent;
    private bool _isAway;
    private long _latency;

    public RouterCore(SimulatedRouterOptions options, TimeProvider time)
    {
        (Options, Time) = (options, time);
        Quirks = new QuirkCollection(options.Quirks);
        Table = new MappingTable(options, Quirks, time);
        ReportedAddress = options.ReportedAddress ?? options.WanAddress;
        Latency = options.Latency;
        _epoch = time.GetTimestamp();

        // miniupnpd takes its start time too: a later start has a higher one.
        BootId = (int)(time.GetUtcNow().ToUnixTimeSeconds() & int.MaxValue);
    }

    public SimulatedRouterOptions Options { get; }

    public TimeProvider Time { get; }

    public QuirkCollection Quirks { get; }

    public MappingTable Table { get; }

    public RequestCounts Counts { get; } = new();

    /// <summary>The external address told while the connection is up.</summary>
    public IPAddress ReportedAddress { get; set; }

    public bool IsConnected { get; set; } = true;

    public int BootId { get; private set; }

    /// <summary>Seconds since the table was last lost (RFC 6886, 3.6; RFC 6887, 8.5).</summary>
    public uint Epoch => (uint)Time.GetElapsedTime(Volatile.Read(ref _epoch)).TotalSeconds;

    /// <summary>The protocols that answer nothing now.</summary>
    public RouterProtocols Silent
    {
        get => (RouterProtocols)Volatile.Read(ref _silent);
        set => Volatile.Write(ref _silent, (int)value);
    }

    public TimeSpan Latency
    {
        get => new(Volatile.Read(ref _latency));
        set => Volatile.Write(ref _latency, value.Ticks);
    }

    /// <summary>Whether it is rebooting and answers nothing at all.</summary>
    public bool IsAway
    {
        get => Volatile.Read(ref _isAway);
        set => Volatile.Write(ref _isAway, value);
    }

    /// <summary>Whether this protocol is on and not silent.</summary>
    public bool Answers(RouterProtocols protocol) => !IsAway && (Options.Protocols & protocol & ~Silent) != RouterProtocols.None;

    /// <summary>The whole seconds that a mapping has left, rounded up: what was granted a moment ago reads as granted.</summary>
    public uint SecondsLeft(SimulatedMapping mapping) =>
        mapping.ExpiresAt is { } end ? (uint)Math.Max(0, Math.Ceiling((end - Time.GetUtcNow()).TotalSeconds)) : uint.MaxValue;

    public Task ThinkAsync(CancellationToken cancellationToken) =>
        Latency > TimeSpan.Zero ? Task.Delay(Latency, Time, cancellationToken) : Task.CompletedTask;

    /// <summary>Starts anew: an empty table, a new epoch, the next boot id.</summary>
    public void Restart()
    {
        Table.Remove(static _ => true);
        Volatile.Write(ref _epoch, Time.GetTimestamp());
        BootId++;
    }

    public ValueTask DisposeAsync() => Table.DisposeAsync();
}
