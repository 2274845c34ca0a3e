using System.Net;
using System.Threading.Channels;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping;

/// <summary>
/// Watches one default gateway: asks for all enabled protocols at once, hears announcements, and tells what it notices.
/// Everything is sent at t = 0 and to those that stay silent again at 250, 500, 1000 and 2000 ms; the verdict falls at
/// 4 s or when all have answered. A gateway that answers nothing is looked for again after 15 s, doubling to 15 min,
/// and at once when it announces itself. One that answers, but whose announcements do not arrive, is asked every 15 s whether it
/// is still the one it was.
/// </summary>
public sealed class GatewaySession : IGatewaySession, IProbeSink
{
    // Nobody reads so slowly; a flood on the LAN must not fill the memory of a program that does not read at all.
    private const int MostEvents = 1024;

    // One look at what the gateway holds answers every announcement of that moment.
    private static readonly TimeSpan OneAnnouncement = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly GatewayOptions _options;
    private readonly IReadOnlyList<IProtocolProbe> _probes;
    private readonly AnnouncementListener _announcements;
    private readonly SearchLoop _search;
    private readonly Vigil _vigil;
    private readonly Channel<GatewayEvent> _events = Channel.CreateBounded<GatewayEvent>(
        new BoundedChannelOptions(MostEvents) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
    private readonly SearchSignal _signal = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly FoundProtocols _found;
    private readonly Strangers _strangers = new();
    private readonly Lock _gate = new();
    private Task? _running;
    private long? _restartedAt;
    private long? _announcedAt;
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
        Func<DefaultGateway, GatewayOptions, GatewayIdentity, TimeProvider, IReadOnlyList<IProtocolProbe>> probes)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Gateway = gateway;
        _options = options;
        _time = time;
        _found = new FoundProtocols(time);
        var identity = GatewayIdentity.OfSystem(gateway, time);
        _probes = probes(gateway, options, identity, time);
        _announcements = new AnnouncementListener(gateway, options, identity);
        _search = new SearchLoop(_probes, () => _found.IsEmpty, _signal, time, End);
        _vigil = new Vigil(Cheapest, Return, time);
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
            await Task.WhenAll(_search.RunAsync(stop), _vigil.RunAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private void End(IReadOnlyList<ProbeReport> reports)
    {
        foreach (var report in reports)
        {
            Telemetry.Search(report);
            if (!report.Answered && _found.Remove(report.Protocol))
                Tell(new GatewayEvent.ProtocolLost(report.Protocol, $"{report.Tried}: {report.Answer}"));
        }
        Tell(new GatewayEvent.SearchEnded(_found.Kinds, reports));
    }

    // A datagram of PCP or NAT-PMP is smaller than one of SSDP, and its answer tells the epoch.
    private IProtocolProbe? Cheapest()
    {
        var found = _found.Kinds;
        return _probes.FirstOrDefault(probe => found.Contains(probe.Protocol));
    }

    private void Return(string evidence)
    {
        Tell(new GatewayEvent.Announced(evidence));
        _signal.SearchAgain();
    }

    private void Tell(GatewayEvent what) => _events.Writer.TryWrite(what);

    void IProbeSink.Found(IGatewayProtocol protocol)
    {
        var found = _found.Add(protocol);
        if (found is not null)
            Tell(new GatewayEvent.ProtocolFound(found));
        // What turns up between two searches has just come alive, and the rest of the gateway with it.
        if (_search.Searching)
            _signal.Progress();
        else if (found is not null)
            _signal.SearchAgain();
    }

    void IProbeSink.Lost(MappingProtocol protocol, string evidence, bool saidGoodbye)
    {
        if (!_found.Remove(protocol))
            return;
        Tell(new GatewayEvent.ProtocolLost(protocol, evidence) { SaidGoodbye = saidGoodbye });
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
        Telemetry.Restart();
        Tell(new GatewayEvent.Restarted(evidence));
        _signal.SearchAgain();
    }

    void IProbeSink.Announced(string evidence)
    {
        _vigil.Spoke();

        // A gateway announces one start up to ten times (RFC 6886, 3.2.1); only the first begins a search.
        lock (_gate)
        {
            if (_announcedAt is not { } last || _time.GetElapsedTime(last) >= OneAnnouncement)
            {
                _announcedAt = _time.GetTimestamp();
                Tell(new GatewayEvent.Announced(evidence));
            }
            if (_restartedAt is { } before && _time.GetElapsedTime(before) < SearchSchedule.OneRestart)
                return;
            _restartedAt = _time.GetTimestamp();
        }
        _signal.SearchAgain();
    }

    void IProbeSink.MappingsLost(string evidence) => Tell(new GatewayEvent.MappingsLost(evidence));

    void IProbeSink.ExternalAddress(IPAddress? address) => Tell(new GatewayEvent.ExternalAddressChanged(address));

    void IProbeSink.EventsMissed(string evidence) => Tell(new GatewayEvent.EventsMissed(evidence));

    void IProbeSink.Stranger(IPAddress address, string evidence)
    {
        Telemetry.Stranger();
        if (_strangers.IsNew(address))
            Tell(new GatewayEvent.StrangerIgnored(address, evidence));
    }

    void IProbeSink.Answered() => _vigil.Answered();

    void IProbeSink.Spoke() => _vigil.Spoke();

    void IProbeSink.DueToSpeak() => _vigil.DueToSpeak();

    /// <summary>Stops everything and closes the sockets; mappings stay. Calls under way end with <see cref="RefusalReason.NoAnswer"/>.</summary>
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
