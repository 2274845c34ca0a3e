using System.Collections.Immutable;
using System.Threading.Channels;
using Porthole.Agent.Devices;
using Porthole.Agent.Diagnosis;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.PortMapping;
using Porthole.Relay;

namespace Porthole.Agent.Forwarding;

/// <summary>
/// The one place that decides: reads events from one channel, starts the work they make due, publishes a snapshot
/// after every batch. Calls to the router run beside it and come back as events.
/// </summary>
internal sealed partial class ForwardingLoop : IDisposable
{
    /// <summary>An orderly stop must fit into the time a service manager gives; what a silent router does not remove in it expires by itself.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Channel<LoopEvent> _events = Channel.CreateUnbounded<LoopEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, ForwardMachine> _machines = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly IRelayHost _relayHost;
    private readonly StatusBoard _board;
    private readonly ProblemLedger _problems;
    private readonly SessionFactory _openSession;
    private readonly RouterPipelines _pipelines;
    private readonly RelayKeeper _relays;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly DateTimeOffset _startedAt;
    private readonly string _instanceTag;

    private PortholeSettings _settings;
    private CancellationToken _working;
    private RouterCalls _calls;
    private Climber _climber;

    public ForwardingLoop(
        PortholeSettings settings,
        IRelayHost relayHost,
        StatusBoard board,
        ProblemLedger problems,
        SessionFactory openSession,
        IMemoryStore store,
        string instanceTag,
        TimeProvider time,
        ILogger<ForwardingLoop> logger)
    {
        (_settings, _relayHost, _board, _problems, _openSession, _time, _logger) = (settings, relayHost, board, problems, openSession, time, logger);
        (_store, _instanceTag) = (store, instanceTag);
        _memory = store.Load();
        _pipelines = new RouterPipelines(time);
        _relays = new RelayKeeper(relayHost);
        _timer = time.CreateTimer(_ => Post(new LoopEvent.Tick()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _startedAt = time.GetUtcNow();
        (_calls, _climber) = Equip(settings);
        Adopt(settings.Devices);
        Recall();
    }

    /// <summary>The settings in force.</summary>
    public PortholeSettings Settings => Volatile.Read(ref _settings);

    /// <summary>Told when another router may be wished; whoever watches the network looks again.</summary>
    public event EventHandler? GatewaySettingsChanged;

    /// <summary>Hands the loop an event; safe from any thread, never waits.</summary>
    public void Post(LoopEvent what) => _events.Writer.TryWrite(what);

    /// <summary>Runs until cancelled, then gives back what is held as the settings say.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var working = new CancellationTokenSource();
        _working = working.Token;
        Publish();
        try
        {
            while (await _events.Reader.WaitToReadAsync(stopping))
            {
                while (_events.Reader.TryRead(out var what)) await HandleAsync(what);
                StartDueWork();
                Publish();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await working.CancelAsync();
            await StopAsync();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _calls.Dispose();
    }

    private async Task HandleAsync(LoopEvent what)
    {
        switch (what)
        {
            case LoopEvent.SettingsChanged changed:
                await ApplyAsync(changed.Settings);
                break;
            case LoopEvent.SettingsRead read:
                _problems.NoteSettings(read.Errors);
                break;
            case LoopEvent.GatewayLocated located:
                await ChangeGatewayAsync(located.Gateway);
                break;
            case LoopEvent.GatewayNoticed noticed when noticed.Session == _session:
                Notice(noticed.What);
                break;
            case LoopEvent.ExternalAddressRead read when read.Session == _session:
                _readingAddress = false;
                NoticeAddress(read.Result);
                break;
            case LoopEvent.WorkEnded ended:
                End(ended);
                break;
            case LoopEvent.RelayNoticed noticed:
                _problems.Note(noticed.What, _time.GetUtcNow());
                break;
            case LoopEvent.DeviceAsked asked when _machines.TryGetValue(asked.ForwardId, out var machine):
                machine.DeviceOnline = asked.Online;
                break;
            case LoopEvent.DeviceAsked or LoopEvent.Tick or LoopEvent.GatewayNoticed or LoopEvent.ExternalAddressRead:
                break;
        }
    }

    private async Task ApplyAsync(PortholeSettings settings)
    {
        var before = _settings;
        Volatile.Write(ref _settings, settings);
        if (before.Mapping != settings.Mapping || before.Relay.Enabled != settings.Relay.Enabled)
            (_calls, _climber) = Equip(settings);
        _relayHost.Update(RelayLimits.From(settings.Relay));
        Adopt(settings.Devices);
        if (before.Gateway == settings.Gateway) return;

        // The same router may be asked by other protocols now, and another one may be wished.
        await ChangeGatewayAsync(_view?.Gateway);
        GatewaySettingsChanged?.Invoke(this, EventArgs.Empty);
    }

    private (RouterCalls Calls, Climber Climber) Equip(PortholeSettings settings)
    {
        // The old calls are left to work that still runs with them.
        var calls = new RouterCalls(_pipelines, settings.Mapping.Concurrency);
        var options = new ClimbOptions { Lease = settings.Mapping.Lease, RelayEnabled = settings.Relay.Enabled, InstanceTag = _instanceTag };
        return (calls, new Climber(calls, _relays, options));
    }

    /// <summary>Takes over the wished forwards: what did not change is not touched.</summary>
    private void Adopt(ImmutableArray<DeviceSettings> devices)
    {
        var wishes = WishedForwards.From(devices);
        foreach (var machine in _machines.Values.Where(machine => wishes.All(wish => wish.Id != machine.Wish.Id))) machine.IsWanted = false;
        foreach (var wish in wishes)
        {
            if (_machines.TryGetValue(wish.Id, out var machine)) Change(machine, wish);
            else Add(wish);
        }
    }

    private void Add(WishedForward wish)
    {
        var machine = new ForwardMachine(wish);
        if (_view is not null) machine.Placement = DevicePlacements.Of(wish, _view.Gateway);
        _machines.Add(wish.Id, machine);
    }

    private void Change(ForwardMachine machine, WishedForward wish)
    {
        machine.IsWanted = true;
        if (machine.Wish == wish) return;
        var before = machine.Wish;
        machine.Wish = wish;
        if (_view is not null) machine.Placement = DevicePlacements.Of(wish, _view.Gateway);
        if (LeadsTheSameWay(before, wish))
        {
            if (machine.Held.Relay is { } relay) relay.Update(RelayKeeper.RouteFor(wish, relay.Route.Listen, relay.Route.Target));
            return;
        }

        machine.FirstPort = wish.ExternalPort;
        machine.DeviceOnline = null;
        machine.MustRelease = true;
        machine.Restart();
    }

    // A list in place of everybody, or the reverse, changes the route; another list only changes who is let in.
    private static bool LeadsTheSameWay(WishedForward one, WishedForward other) =>
        (one.Transport, one.InternalPort, one.ExternalPort, one.Route) == (other.Transport, other.InternalPort, other.ExternalPort, other.Route)
        && Equals(one.Address, other.Address)
        && one.AllowFrom.HasValue == other.AllowFrom.HasValue;

    private void Publish()
    {
        var snapshot = new StatusSnapshot
        {
            StartedAt = _startedAt,
            Gateway = _view?.Gateway,
            Router = _view?.Router,
            Protocols = _view?.Protocols ?? [],
            SearchEnded = _view?.SearchEnded ?? _isLocated,
            Probes = _view?.Probes ?? [],
            ExternalAddress = _externalAddress,
            Forwards = [.. _machines.Values.Select(machine => machine.Snapshot())],
        };
        snapshot = snapshot with { Problems = _problems.Update(snapshot, _time.GetUtcNow()) };
        TransitionLog.Write(_logger, _board.Current, snapshot);
        _board.Publish(snapshot);
    }

    private async Task StopAsync()
    {
        using var bound = new CancellationTokenSource(StopTimeout, _time);
        var held = _machines.Values.Where(machine => machine.Held != Holding.Nothing).ToList();
        var mapped = held.Count(machine => machine.Held.IsMapped);
        try
        {
            await WaitForWorkAsync(bound.Token);
            await Task.WhenAll(held.Select(machine => _climber.ReleaseAsync(_settings.Mapping.RemoveOnStop ? machine.Held : machine.Held with { Mapping = null }, _view, bound.Token)));
            if (_settings.Mapping.RemoveOnStop) ForwardingLog.Removed(_logger, mapped);
            else ForwardingLog.Left(_logger, mapped);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            ForwardingLog.RemovalTimedOut(_logger, StopTimeout.TotalSeconds);
        }

        Save(Remember());
        if (_session is not null) await _session.DisposeAsync();
    }

    // Work given up may still have been granted something in its last moment; its end is heard before anything is removed.
    private async Task WaitForWorkAsync(CancellationToken cancellationToken)
    {
        while (_machines.Values.Any(machine => machine.IsBusy))
        {
            if (await _events.Reader.ReadAsync(cancellationToken) is LoopEvent.WorkEnded ended) End(ended);
        }
    }
}

/// <summary>Opens the watch over a gateway, with what an earlier run remembers of it.</summary>
internal delegate IGatewaySession SessionFactory(DefaultGateway gateway, GatewaySettings settings, AgentMemory memory);
