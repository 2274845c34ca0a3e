using System.Net;
using System.Threading.Channels;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping;

/// <summary>
/// Watches one default gateway: asks for all enabled protocols at once, hears announcements, and tells what it notices.
/// Everything is sent at t = 0 and to those that stay silent again at 250, 500, 1000 and 2000 ms; the verdict falls at
/// 4 s or when all have answered. A gateway that answers nothing is looked for again after 15 s, doubling to 15 min,
/// and at once when it announces itself.
/// </summary>
public sealed class GatewaySession : IGatewaySession, IProbeSink
{
    private readonly TimeProvider _time;
    private readonly GatewayOptions _options;
    private readonly IReadOnlyList<IProtocolProbe> _probes;
    private readonly AnnouncementListener _announcements;
    private readonly Channel<GatewayEvent> _events = Channel.CreateUnbounded<GatewayEvent>(new() { SingleReader = true });
    private readonly SearchSignal _signal = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly FoundProtocols _found = new();
    private readonly Strangers _strangers = new();
    private readonly Lock _gate = new();
    private Task? _running;
    private long? _restartedAt;
    private bool _disposed;

    /// <summary>Prepares a session; nothing is opened or sent before <see cref="Start"/>.</summary>
    /// <param name="gateway">The gateway, as <see cref="GatewayLocator"/> found it.</param>
    /// <param name="options">How to search and ask.</param>
    /// <param name="time">The clock of every schedule and lease.</param>
    public GatewaySession(DefaultGateway gateway, GatewayOptions options, TimeProvider time)
        : this(gateway, options, time, GatewayProbes.For)
    {
    }

    internal GatewaySession(
        DefaultGateway gateway,
        GatewayOptions options,
        TimeProvider time,
        Func<DefaultGateway, GatewayOptions, TimeProvider, IReadOnlyList<IProtocolProbe>> probes)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Gateway = gateway;
        _options = options;
        _time = time;
        _probes = probes(gateway, options, time);
        _announcements = new AnnouncementListener(gateway, options);
    }

    /// <inheritdoc/>
    public DefaultGateway Gateway { get; }

    /// <inheritdoc/>
    public ChannelReader<GatewayEvent> Events => _events.Reader;

    /// <inheritdoc/>
    public void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _running ??= Task.Run(() => RunAsync(_stop.Token));
        }
    }

    /// <inheritdoc/>
    public void SearchAgain() => _signal.SearchAgain();

    /// <inheritdoc/>
    public RememberedGateway Remember() =>
        new(_probes.Select(probe => probe.DescriptionUrl).FirstOrDefault(url => url is not null) ?? _options.Remembered?.DescriptionUrl);

    private async Task RunAsync(CancellationToken stop)
    {
        foreach (var probe in _probes)
            probe.Start(this);
        _announcements.Start([.. _probes.OfType<IAnnouncementReader>()], this);
        try
        {
            await SearchForeverAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task SearchForeverAsync(CancellationToken stop)
    {
        var bursts = SearchSchedule.Bursts;
        var pause = SearchSchedule.FirstPause;
        while (true)
        {
            var restart = !await SearchAsync(bursts, stop);
            restart = restart || await CalledWithinAsync(_found.IsEmpty ? pause : Timeout.InfiniteTimeSpan, stop);
            bursts = restart ? SearchSchedule.Bursts : SearchSchedule.Look;
            pause = restart ? SearchSchedule.FirstPause : Shorter(pause * 2, SearchSchedule.LongestPause);
        }
    }

    /// <summary>One search to its verdict; false when it was broken off to begin anew.</summary>
    private async Task<bool> SearchAsync(IReadOnlyList<TimeSpan> bursts, CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        _signal.Clear();
        for (var attempt = 0; attempt <= bursts.Count; attempt++)
        {
            var due = attempt < bursts.Count ? bursts[attempt] : SearchSchedule.Verdict;
            while (attempt > 0 && !AllAnswered && Left(began, due) is var left && left > TimeSpan.Zero)
            {
                var call = await _signal.WaitAsync(left, _time, stop);
                if (call == SearchCall.Again && _time.GetElapsedTime(began) >= SearchSchedule.TooYoungToRestart)
                    return false;
            }
            if (attempt > 0 && AllAnswered)
                break;
            if (attempt < bursts.Count)
                Send(attempt);
        }
        End();
        return true;
    }

    /// <summary>Waits for a call to search anew; false when the pause ran out.</summary>
    private async Task<bool> CalledWithinAsync(TimeSpan pause, CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            var left = pause == Timeout.InfiniteTimeSpan ? pause : Left(began, pause);
            if (left <= TimeSpan.Zero && pause != Timeout.InfiniteTimeSpan)
                return false;
            if (await _signal.WaitAsync(left, _time, stop) == SearchCall.Again)
                return true;
        }
    }

    private bool AllAnswered => _probes.All(probe => probe.Report().Answered);

    private TimeSpan Left(long began, TimeSpan due) => due - _time.GetElapsedTime(began);

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private void Send(int attempt)
    {
        _found.Searching = true;
        foreach (var probe in _probes)
        {
            if (attempt == 0 || !probe.Report().Answered)
                probe.Send(attempt);
        }
    }

    private void End()
    {
        _found.Searching = false;
        IReadOnlyList<ProbeReport> reports = [.. _probes.Select(probe => probe.Report())];
        foreach (var silent in reports.Where(report => !report.Answered && _found.Remove(report.Protocol)))
            Tell(new GatewayEvent.ProtocolLost(silent.Protocol, $"{silent.Tried}: {silent.Answer}"));
        Tell(new GatewayEvent.SearchEnded(_found.Kinds, reports));
    }

    private void Tell(GatewayEvent what) => _events.Writer.TryWrite(what);

    void IProbeSink.Found(IGatewayProtocol protocol)
    {
        if (!_found.Add(protocol))
            return;
        Tell(new GatewayEvent.ProtocolFound(protocol));
        // What turns up between two searches has just come alive, and the rest of the gateway with it.
        if (_found.Searching)
            _signal.Progress();
        else
            _signal.SearchAgain();
    }

    void IProbeSink.Lost(MappingProtocol protocol, string evidence)
    {
        if (!_found.Remove(protocol))
            return;
        Tell(new GatewayEvent.ProtocolLost(protocol, evidence));
        _signal.SearchAgain();
    }

    void IProbeSink.Restarted(string evidence)
    {
        lock (_gate)
        {
            if (_restartedAt is { } before && _time.GetElapsedTime(before) < SearchSchedule.OneRestart)
                return;
            _restartedAt = _time.GetTimestamp();
        }
        Tell(new GatewayEvent.Restarted(evidence));
        _signal.SearchAgain();
    }

    void IProbeSink.ExternalAddress(IPAddress? address) => Tell(new GatewayEvent.ExternalAddressChanged(address));

    void IProbeSink.Stranger(IPAddress address, string evidence)
    {
        if (_strangers.IsNew(address))
            Tell(new GatewayEvent.StrangerIgnored(address, evidence));
    }

    /// <summary>Stops everything and closes the sockets; mappings stay.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        await _stop.CancelAsync();
        if (_running is not null)
            await _running;
        await _announcements.DisposeAsync();
        foreach (var probe in _probes)
            await probe.DisposeAsync();
        _stop.Dispose();
        _events.Writer.TryComplete();
    }
}
