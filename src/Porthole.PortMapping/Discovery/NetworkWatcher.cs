using System.Net.NetworkInformation;
using System.Threading.Channels;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping;

/// <summary>
/// Tells when the default gateway becomes another one: another router, interface or address of this PC, or none.
/// The operating system's own notifications wake it; a slow poll catches what they miss.
/// </summary>
public sealed class NetworkWatcher : IAsyncDisposable
{
    // One DHCP lease or cable brings a handful of notifications within a few milliseconds, and the tables are half done in between.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    // The safety net: netlink drops messages when its buffer is full, a router swapped behind a switch shows only in its
    // MAC address, and Wine notifies of nothing. Reading the tables costs about a millisecond.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);

    // After a look that failed: the system's tables change under the hands of whoever reads them, and hold a moment later.
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(1);

    private readonly Func<DefaultGateway?> _locate;
    private readonly TimeProvider _time;
    private readonly SearchSignal _signal = new();
    private readonly Channel<DefaultGateway?> _changes = Channel.CreateUnbounded<DefaultGateway?>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly IDisposable? _routes;
    private readonly Task _watching;
    private DefaultGateway? _current;
    private bool _isSure;

    /// <summary>Begins to watch.</summary>
    /// <param name="locate">Finds the gateway, <see cref="GatewayLocator.Locate"/> with the settings' overrides.</param>
    /// <param name="time">The clock of the poll.</param>
    public NetworkWatcher(Func<DefaultGateway?> locate, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(locate);
        ArgumentNullException.ThrowIfNull(time);
        _locate = locate;
        _time = time;
        // First the notifications, then the first look, so that nothing falls between.
        NetworkChange.NetworkAddressChanged += OnAddressChanged;
        _routes = RouteChanges.Watch(_signal.Progress);
        TryLocate(out _current);
        _watching = Task.Run(() => WatchAsync(_stop.Token));
    }

    /// <summary>The gateway as last seen; null when there is none.</summary>
    public DefaultGateway? Current => Volatile.Read(ref _current);

    /// <summary>Every new <see cref="Current"/> after the first one; one reader. Completed when the watcher is disposed.</summary>
    public ChannelReader<DefaultGateway?> Changes => _changes.Reader;

    /// <summary>Looks at once, for instance after this PC woke from standby.</summary>
    public void Look() => _signal.Progress();

    private void OnAddressChanged(object? sender, EventArgs e) => _signal.Progress();

    private async Task WatchAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                if (await _signal.WaitAsync(_isSure ? Poll : SecondLook, _time, stop) != SearchCall.None)
                    await Task.Delay(Settle, _time, stop);
                _signal.Clear();
                Compare();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private void Compare()
    {
        var before = _current;
        if (!TryLocate(out var now))
            return;
        // The MAC address comes and goes with the neighbour table; only another one means another router.
        if (before is not null && now is { Mac: null } && now == before with { Mac = null })
            return;
        Volatile.Write(ref _current, now);
        var learnt = now is not null && before == now with { Mac = null };
        if (now != before && !learnt)
            _changes.Writer.TryWrite(now);
    }

    /// <summary>Looks; false when the system's tables could not be read, as while an interface comes or goes.</summary>
    private bool TryLocate(out DefaultGateway? gateway)
    {
        gateway = null;
        try
        {
            gateway = _locate();
            return _isSure = true;
        }
        catch (Exception e) when (e is NetworkInformationException or IOException or UnauthorizedAccessException)
        {
            return _isSure = false;
        }
    }

    /// <summary>Stops watching.</summary>
    public async ValueTask DisposeAsync()
    {
        NetworkChange.NetworkAddressChanged -= OnAddressChanged;
        await _stop.CancelAsync();
        await _watching;
        _routes?.Dispose();
        _stop.Dispose();
        _changes.Writer.TryComplete();
    }
}
