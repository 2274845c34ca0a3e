using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Porthole.Lab;

/// <summary>
/// People on the internet who try a port every 50 ms: one connects, and waits for the first byte that the device behind it sends.
/// A try that needs a second packet to connect counts as turned away: the operating system repeats the first one after a second, and
/// that would hide every outage shorter than this.
/// </summary>
public sealed class Knocker : IAsyncDisposable
{
    /// <summary>The time between two tries.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    // Longer than the repeat of a lost first packet (1 s), so that its fate is known; no longer than a person waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // From one address the relay takes ten connections a second; so each try comes from another one.
    private const int CrowdSize = 64;

    private readonly NetworkHost _viewer;
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<Knock> _knocks = [];
    private readonly Task _running;
    private int _begun;

    private Knocker(NetworkHost viewer, IPEndPoint target)
    {
        (_viewer, _target) = (viewer, target);
        _running = Task.Run(RunAsync);
    }

    /// <summary>The tries that have ended, in the order of their ends.</summary>
    public IReadOnlyList<Knock> Knocks
    {
        get
        {
            lock (_lock)
                return [.. _knocks];
        }
    }

    /// <summary>The name that the device said last; empty before the first answer.</summary>
    public string LastGreeting { get; private set; } = "";

    /// <summary>How many tries were turned away.</summary>
    public int TurnedAway
    {
        get
        {
            lock (_lock)
                return _knocks.Count(knock => !knock.IsAnswered);
        }
    }

    /// <summary>Begins to try a port of the router.</summary>
    public static Knocker Start(NetworkHost viewer, int externalPort, string address = RouterLab.WanAddress) =>
        new(viewer, new IPEndPoint(IPAddress.Parse(address), externalPort));

    /// <summary>Waits for a try that began after a moment of the <see cref="Stopwatch"/> and was answered; yields the time between them.</summary>
    public async Task<TimeSpan> TimeUntilAnsweredAsync(long since, Func<Task<string>> describe, TimeSpan? bound = null)
    {
        var first = await Wait.ForAsync($"port {_target.Port} to answer the viewer", () => Task.FromResult(FirstAnswered(since)), describe, bound, Interval);
        return Stopwatch.GetElapsedTime(since, first.At);
    }

    /// <summary>Waits until an outage that follows a moment of the <see cref="Stopwatch"/> has begun and is over; yields the time from that moment to its end.</summary>
    public async Task<TimeSpan> TimeUntilOverAsync(long since, Func<Task<string>> describe, TimeSpan? bound = null)
    {
        await WaitUntilTurnedAwayAsync(since, describe);
        var began = Knocks.Where(knock => knock.At > since && !knock.IsAnswered).Min(knock => knock.At);
        return Stopwatch.GetElapsedTime(since, began) + await TimeUntilAnsweredAsync(began, describe, bound);
    }

    /// <summary>Waits for a try that began after a moment of the <see cref="Stopwatch"/> and was turned away.</summary>
    public Task WaitUntilTurnedAwayAsync(long since, Func<Task<string>> describe) => Wait.UntilAsync(
        $"port {_target.Port} to be closed to the viewer", () => Task.FromResult(Knocks.Any(knock => knock.At > since && !knock.IsAnswered)), describe);

    /// <summary>Ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private Knock? FirstAnswered(long since) => Knocks.Where(knock => knock.At > since && knock.IsAnswered).MinBy(knock => knock.At);

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        var underWay = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            underWay.RemoveAll(task => task.IsCompleted);
            underWay.Add(KnockAsync());
            try
            {
                await timer.WaitForNextTickAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(underWay);
    }

    private async Task KnockAsync()
    {
        var at = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(Patience);
        var isAnswered = await IsAnsweredAsync(limit.Token);
        if (_stop.IsCancellationRequested)
            return;
        lock (_lock)
            _knocks.Add(new Knock(at, isAnswered));
    }

    private async Task<bool> IsAnsweredAsync(CancellationToken cancellationToken)
    {
        using var socket = _viewer.CreateTcp();
        var from = IPAddress.Parse(RouterLab.CrowdAddress).GetAddressBytes();
        from[^1] += (byte)(Interlocked.Increment(ref _begun) % CrowdSize);
        socket.Bind(new IPEndPoint(new IPAddress(from), 0));

        // A reset instead of a goodbye: thousands of tries must not fill the tables of closed connections.
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        try
        {
            await socket.ConnectAsync(_target, cancellationToken);
            if (TcpInfo.Retransmissions(socket) > 0)
                return false;
            var greeting = new byte[64];
            var length = await socket.ReceiveAsync(greeting, SocketFlags.None, cancellationToken);
            if (length > 0)
                LastGreeting = Encoding.ASCII.GetString(greeting, 0, length).TrimEnd();
            return length > 0;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>One try of a <see cref="Knocker"/>.</summary>
/// <param name="At">When it began, by the <see cref="Stopwatch"/>.</param>
/// <param name="IsAnswered">Whether the device answered at once.</param>
public sealed record Knock(long At, bool IsAnswered);
