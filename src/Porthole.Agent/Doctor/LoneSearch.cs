using System.Collections.Immutable;
using Porthole.Agent.Devices;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Doctor;

/// <summary>Without an agent: finds the router and searches it from this process, for one check.</summary>
internal sealed class LoneSearch : IAsyncDisposable
{
    private readonly GatewaySession? _session;

    private LoneSearch(StatusSnapshot snapshot, GatewaySession? session) => (Snapshot, _session) = (snapshot, session);

    /// <summary>What was found, with the wished forwards that hold nothing; its protocols can be asked until this is disposed.</summary>
    public StatusSnapshot Snapshot { get; }

    public static Task<LoneSearch> RunAsync(PortholeSettings settings, AgentMemory? memory, TimeProvider time, CancellationToken cancellationToken) => RunAsync(
        settings,
        memory,
        GatewayLocator.Locate(settings.Gateway.Interface, settings.Gateway.Address),
        new GatewayOptions { Protocols = settings.Gateway.Protocols },
        time,
        cancellationToken);

    public static async Task<LoneSearch> RunAsync(PortholeSettings settings, AgentMemory? memory, DefaultGateway? gateway, GatewayOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var snapshot = StatusSnapshot.Starting(time.GetUtcNow()) with { SearchEnded = true, Wished = settings.Gateway, Forwards = [.. WishedForwards.From(settings.Devices).Select(Closed)], Left = LeftBy(memory) };
        if (gateway is null) return new LoneSearch(snapshot, session: null);
        var view = new GatewayView { Gateway = gateway, SearchStartedAt = snapshot.StartedAt };
        var session = new GatewaySession(gateway, options, time);
        try
        {
            session.Start();
            await foreach (var what in session.Events.ReadAllAsync(cancellationToken))
            {
                if (what is GatewayEvent.ProtocolFound found) view = view.With(found.Protocol);
                if (what is not GatewayEvent.SearchEnded ended) continue;
                view = view with { Probes = [.. ended.Probes] };
                break;
            }
        }
        catch (OperationCanceledException)
        {
            await session.DisposeAsync();
            throw;
        }

        return new LoneSearch(snapshot with { Gateway = gateway, Router = view.Router, Protocols = view.Protocols, Probes = view.Probes }, session);
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null) await _session.DisposeAsync();
    }

    // An agent that was killed, or stopped with RemoveOnStop off, has left what it held.
    private static ImmutableArray<LeftMapping> LeftBy(AgentMemory? memory) => memory is null ? [] :
    [
        .. from entry in memory.Forwards.Select(known => (Forward: (string?)known.Key, Left: known.Value)).Concat(memory.Leftovers.Concat(memory.Asked).Select(left => (Forward: (string?)null, Left: left)))
           let mapping = entry.Left.ToMapping()
           where mapping is not null
           select new LeftMapping(entry.Forward, mapping),
    ];

    private static ForwardSnapshot Closed(WishedForward wish) => new()
    {
        Wish = wish,
        State = wish.IsPaused ? ForwardState.Paused : ForwardState.Failed,
        Held = Holding.Nothing,
    };
}
