using System.Threading.Channels;
using Porthole.Agent.Devices.Health;
using Porthole.Agent.Diagnosis;
using Porthole.Agent.History;
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
    private readonly Channel<LoopEvent> _events = Channel.CreateUnbounded<LoopEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, ForwardMachine> _machines = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly IRelayHost _relayHost;
    private readonly ProblemLedger _problems;
    private readonly Publisher _publisher;
    private readonly SessionFactory _openSession;
    private readonly RouterPipelines _pipelines;
    private readonly RelayKeeper _relays;
    private readonly MemoryKeeper _memory;
    private readonly RungMemory _rungs;
    private readonly Leftovers _leftovers = new();
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly DateTimeOffset _startedAt;
    private readonly OwnTag _tag;
    private readonly Whereabouts _whereabouts = new();

    private PortholeSettings _settings;
    private CancellationToken _working;
    private RouterCalls _calls;
    private Climber _climber;
    private int _unsettled;

    public ForwardingLoop(
        PortholeSettings settings,
        IRelayHost relayHost,
        StatusBoard board,
        ProblemLedger problems,
        TransitionRing history,
        SessionFactory openSession,
        IMemoryStore store,
        OwnTag tag,
        TimeProvider time,
        ILogger<ForwardingLoop> logger)
    {
        (_settings, _relayHost, _problems, _openSession, _time, _logger) = (settings, relayHost, problems, openSession, time, logger);
        _tag = tag;
        _publisher = new Publisher(board, problems, history, logger);
        _memory = new MemoryKeeper(store);
        _rungs = new RungMemory(_memory.Saved.Gateways);
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

    /// <summary>Events not handled yet and work that runs; 0 when only time or an event from outside can change anything.</summary>
    public int Unsettled => Volatile.Read(ref _unsettled);

    /// <summary>Told when the network may be otherwise than it looks: another router may be wished, or this PC woke. Whoever watches the network looks again.</summary>
    public event EventHandler? NetworkLookWished;

    /// <summary>Hands the loop an event; safe from any thread, never waits.</summary>
    public void Post(LoopEvent what)
    {
        Interlocked.Increment(ref _unsettled);
        _events.Writer.TryWrite(what);
    }

    /// <summary>Runs until cancelled, then gives back what is held as the settings say.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var working = new CancellationTokenSource();
        _working = working.Token;
        _publisher.Happened(TransitionKind.Agent, "agent", "Porthole", "started", $"version {ProductVersion.Text}");
        Publish();
        try
        {
            while (await _events.Reader.WaitToReadAsync(stopping))
            {
                var handled = 0;
                for (; _events.Reader.TryRead(out var what); handled++) await HandleAsync(what);
                StartDueWork();
                Publish();
                SetTimer();
                Interlocked.Add(ref _unsettled, -handled);
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
                await ChangeGatewayAsync(located.Gateway, located.Gateway is null ? "this PC has no router" : "the router was found");
                break;
            case LoopEvent.GatewayNoticed noticed when noticed.Session == _session:
                Notice(noticed.What);
                break;
            case LoopEvent.ExternalAddressRead read when read.Session == _session:
                EndReadingAddress(read.Result);
                break;
            case LoopEvent.TableRead read when read.Session == _session:
                NoticeTable(read.Result, _time.GetUtcNow());
                break;
            case LoopEvent.WorkEnded ended:
                End(ended);
                break;
            case LoopEvent.Asking asking:
                _asked.Add(asking.ForwardId, asking.Asked, asking.Written);
                break;
            case LoopEvent.MappingLeft left:
                _leftovers.Add(RememberedForward.From(left.Mapping.ExternalPort, left.Mapping), _time.GetUtcNow());
                break;
            case LoopEvent.LeftoverTried tried:
                _leftovers.End(tried.Leftover, tried.IsGone, _time.GetUtcNow());
                break;
            case LoopEvent.RelayNoticed noticed:
                _problems.Note(noticed.What, _time.GetUtcNow());
                break;
            case LoopEvent.FirewallLooked looked:
                _problems.NoteFirewall(looked.View);
                break;
            case LoopEvent.DeviceAsked asked when _machines.TryGetValue(asked.ForwardId, out var machine):
                machine.Answer = asked.Answer;
                if (asked.Answer == DeviceAnswer.Accepted && _problems.Stands("PH303")) _problems.Note(new RelayEvent.DeviceReachable(asked.ForwardId), _time.GetUtcNow());
                break;
            case LoopEvent.ClockJumped jumped:
                WakeUp(jumped.Evidence);
                break;
            case LoopEvent.RetryAsked retry when _machines.TryGetValue(retry.ForwardId, out var machine):
                Retry(machine);
                break;
            case LoopEvent.DeviceMoved moved:
                _whereabouts.Note(moved);
                Adopt(_settings.Devices);
                break;
            case LoopEvent.Pulse pulse:
                pulse.Answer.TrySetResult();
                break;
            case LoopEvent.RouterBannerRead read when read.Router.Equals(_view?.Gateway.Address):
                _view = _view with { Banner = read.Banner };
                break;
            case LoopEvent.DeviceAsked or LoopEvent.RetryAsked or LoopEvent.RouterBannerRead or LoopEvent.Tick or LoopEvent.GatewayNoticed or LoopEvent.ExternalAddressRead or LoopEvent.TableRead:
                break;
        }
    }

    private void Publish()
    {
        var network = new StatusSnapshot
        {
            StartedAt = _startedAt,
            Wished = _settings.Gateway,
            Gateway = _view?.Gateway,
            Router = _view?.Router,
            RouterBanner = _view?.Banner ?? "",
            Protocols = _view?.Protocols ?? [],
            SearchEnded = _view?.SearchEnded ?? _isLocated,
            Probes = _view?.Probes ?? [],
            ExternalAddress = _externalAddress,
            Table = _table,
        };
        _publisher.Publish(network, [.. _machines.Values.Select(machine => Shown(machine.Snapshot()))], _time.GetUtcNow());
    }
}

/// <summary>Opens the watch over a gateway, with what an earlier run remembers of it.</summary>
internal delegate IGatewaySession SessionFactory(DefaultGateway gateway, GatewaySettings settings, AgentMemory memory);
