using System.Threading.Channels;
using Porthole.PortMapping.Keeping;

namespace Porthole.PortMapping;

/// <summary>A port that a <see cref="PortKeeper"/> keeps open.</summary>
public sealed class KeptPort : IAsyncDisposable
{
    // A router that is gone must not hold up the end of a program; the lease ends the mapping then.
    private static readonly TimeSpan RemovalBound = TimeSpan.FromSeconds(5);

    // What a router drops is back within the time in which people try twice; more often would be noise in its log.
    private static readonly TimeSpan ReadbackInterval = TimeSpan.FromMinutes(5);

    private readonly GatewayFollower _follower;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<GatewayResult<Mapping>> _results = Channel.CreateUnbounded<GatewayResult<Mapping>>(new() { SingleReader = true });
    private readonly Task _keeping;
    private IGatewayProtocol? _by;
    private Mapping? _mapping;
    private Refusal? _refusal;
    private int _generation;
    private int _failures;

    internal KeptPort(MappingRequest request, GatewayFollower follower, TimeProvider time)
    {
        Request = request;
        _follower = follower;
        _time = time;
        _keeping = Task.Run(() => KeepAsync(_stop.Token));
    }

    /// <summary>What was asked for.</summary>
    public MappingRequest Request { get; }

    /// <summary>What the gateway grants at present; null while the port is not open.</summary>
    public Mapping? Mapping => Volatile.Read(ref _mapping);

    /// <summary>Why the port is not open, or why its last renewal failed; null when all is well.</summary>
    public Refusal? Refusal => Volatile.Read(ref _refusal);

    /// <summary>The first result, and every one after it that tells something new; one reader. Completed when this is disposed.</summary>
    public ChannelReader<GatewayResult<Mapping>> Results => _results.Reader;

    private async Task KeepAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var state = _follower.State;
                if (state.Protocols.IsEmpty && state.Verdict is null)
                {
                    // The first search is still under way.
                    await state.Changed.WaitAsync(stop);
                    continue;
                }
                await WaitAsync(state, await AskAsync(state, stop), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    /// <summary>Asks, takes in the result, and returns how long to let it rest.</summary>
    private async ValueTask<TimeSpan> AskAsync(GatewayState state, CancellationToken stop)
    {
        var request = _mapping is { } known ? Request with { ExternalPort = known.ExternalPort } : Request;
        var (result, by) = await PortAsker.AskAsync(state, request, stop);
        if (result.IsGranted)
        {
            _by = by;
            _generation = state.Generation;
            _failures = 0;
            Publish(result.Value, null);
            return RenewalTimes.AfterGrant(result.Value.Lease);
        }
        // Whatever a former gateway or a former life of this one granted is gone.
        var left = _generation == state.Generation && _mapping is { } held ? held.ExpiresAt - _time.GetUtcNow() ?? TimeSpan.MaxValue : TimeSpan.Zero;
        if (left > TimeSpan.Zero && result.Refusal.Reason == RefusalReason.NoAnswer)
        {
            Publish(_mapping, result.Refusal);
            return RenewalTimes.WhileHeld(left);
        }
        Publish(null, result.Refusal);
        return RenewalTimes.AfterRefusal(_failures++, result.Refusal.RetryAfter);
    }

    /// <summary>Waits for the time to ask again, for a change at the gateway that concerns this port, or for its table to have lost the port.</summary>
    private async Task WaitAsync(GatewayState asked, TimeSpan rest, CancellationToken stop)
    {
        while (_by is { CanRead: true } && _mapping is not null && rest > ReadbackInterval)
        {
            if (!await RestAsync(asked, ReadbackInterval, stop) || await IsGoneAsync(_by, _mapping, stop))
                return;
            rest -= ReadbackInterval;
        }
        await RestAsync(asked, rest, stop);
    }

    /// <summary>True when the time has passed, false at a change that concerns this port.</summary>
    private async Task<bool> RestAsync(GatewayState asked, TimeSpan rest, CancellationToken stop)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var due = Task.Delay(rest, _time, waiting.Token);
        var now = asked;
        var isChanged = false;
        while (!isChanged && await Task.WhenAny(due, now.Changed) != due)
        {
            now = _follower.State;
            isChanged = now.Generation != asked.Generation || !Holds(now);
        }
        stop.ThrowIfCancellationRequested();
        await waiting.CancelAsync();
        return !isChanged;
    }

    /// <summary>
    /// Whether the gateway has dropped the port without a word (tailscale/tailscale#10597). Some deny single entries that they
    /// list (nanocurrency/nano-node#3295): only a table that can be read and does not hold it counts.
    /// </summary>
    private static async ValueTask<bool> IsGoneAsync(IGatewayProtocol by, Mapping mapping, CancellationToken stop)
    {
        var read = await by.ReadAsync(mapping.Transport, mapping.ExternalPort, stop);
        if (read.Refusal is not { Reason: RefusalReason.NotFound })
            return false;
        var table = await by.ListAsync(stop);
        return table.IsGranted && !table.Value.Any(entry => entry.Transport == mapping.Transport && entry.ExternalPort == mapping.ExternalPort);
    }

    /// <summary>Whether the port is open and who opened it still answers.</summary>
    private bool Holds(GatewayState state) => _mapping is not null && _by is not null && state.Protocols.Contains(_by);

    private void Publish(Mapping? mapping, Refusal? refusal)
    {
        var news = mapping is null
            ? refusal?.Reason != _refusal?.Reason || _mapping is not null
            : refusal is null && (_mapping is not { } known || !Same(known, mapping));
        Volatile.Write(ref _mapping, mapping);
        Volatile.Write(ref _refusal, refusal);
        if (news)
            _results.Writer.TryWrite(mapping is not null ? mapping : refusal!);
    }

    private static bool Same(Mapping one, Mapping other) =>
        one.Via == other.Via
        && one.ExternalPort == other.ExternalPort
        && Equals(one.ExternalAddress, other.ExternalAddress)
        && one.Internal.Equals(other.Internal);

    /// <summary>Stops keeping the port open and removes it from the gateway, for which it waits 5 s at most.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _keeping;
        _results.Writer.TryComplete();
        if (_mapping is not { } mapping || _by is null)
            return;
        using var bound = new CancellationTokenSource(RemovalBound, _time);
        try
        {
            await _by.UnmapAsync(mapping, bound.Token);
        }
        catch (OperationCanceledException)
        {
            // The lease ends it.
        }
    }
}
