using System.Security.Cryptography;

namespace Porthole.PortMapping.Keeping;

/// <summary>Follows the default gateway: a session on each one, its protocols and its restarts as one changing state.</summary>
internal sealed class GatewayFollower : IAsyncDisposable
{
    private const int SecretSize = 16;

    private readonly NetworkWatcher _watcher;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Task _following;
    private GatewayOptions _options;
    private GatewayState _state = new(null, [], 0, null);

    public GatewayFollower(Func<DefaultGateway?> locate, GatewayOptions options, TimeProvider time)
    {
        _time = time;
        // One secret for the follower's whole life: what was mapped before the cable was pulled is renewed after it.
        _options = options.NonceSecret.IsEmpty
            ? options with { NonceSecret = RandomNumberGenerator.GetBytes(SecretSize) }
            : options;
        _watcher = new NetworkWatcher(locate, time);
        _following = Task.Run(() => FollowAsync(_stop.Token));
    }

    public GatewayState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        var gateway = _watcher.Current;
        try
        {
            while (true)
            {
                Change(state => new GatewayState(gateway, [], state.Generation + 1, gateway is null ? NoGateway : null));
                gateway = gateway is null ? await _watcher.Changes.ReadAsync(stop) : await AskAsync(gateway, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    /// <summary>Holds a session on this gateway until there is another one, which is returned.</summary>
    private async Task<DefaultGateway?> AskAsync(DefaultGateway gateway, CancellationToken stop)
    {
        await using var session = new GatewaySession(gateway, _options, _time);
        session.Start();
        var listening = ListenAsync(session);
        try
        {
            return await _watcher.Changes.ReadAsync(stop);
        }
        finally
        {
            _options = _options with { Remembered = session.Remember() };
            await session.DisposeAsync();
            await listening;
        }
    }

    private async Task ListenAsync(GatewaySession session)
    {
        await foreach (var heard in session.Events.ReadAllAsync())
        {
            Change(state => heard switch
            {
                GatewayEvent.ProtocolFound found => state with
                {
                    Protocols = [.. state.Protocols.Where(known => known.Kind != found.Protocol.Kind), found.Protocol],
                    Verdict = null,
                },
                GatewayEvent.ProtocolLost lost => state with { Protocols = state.Protocols.RemoveAll(known => known.Kind == lost.Protocol) },
                GatewayEvent.Restarted or GatewayEvent.MappingsLost or GatewayEvent.ExternalAddressChanged => state with { Generation = state.Generation + 1 },
                GatewayEvent.SearchEnded { Found.Count: 0 } ended => state with { Verdict = Silence(ended) },
                _ => state,
            });
        }
    }

    private static Refusal NoGateway => new(RefusalReason.NoAnswer, "this PC has no default gateway");

    private static Refusal Silence(GatewayEvent.SearchEnded ended) => new(
        RefusalReason.NoAnswer, string.Join("; ", ended.Probes.Select(probe => $"{probe.Tried}: {probe.Answer}")));

    private void Change(Func<GatewayState, GatewayState> change)
    {
        lock (_gate)
        {
            var before = _state;
            var after = change(before);
            if (after == before)
                return;
            // A copy shares its original's signal; the new state needs one of its own.
            _state = new GatewayState(after.Gateway, after.Protocols, after.Generation, after.Verdict);
            before.Supersede();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        await _watcher.DisposeAsync();
        _stop.Dispose();
    }
}
